/** What a card answers to one frame: bytes, a four-bit acknowledgement or refusal, or nothing at all. */
export type CardAnswer = Uint8Array | "ack" | "nak" | undefined;

/** A type A card as the air sees it (ISO/IEC 14443-3), CRC handled outside. */
export interface EmulatedCard {
  atqa: number;
  sak: number;
  uid: Uint8Array;
  /** Called for each frame while selected. */
  exchange(frame: Uint8Array): CardAnswer;
  /** Left the active state: the next exchange follows a new selection. */
  reset(): void;
}

/** A card that has a UID and nothing else to say: MIFARE Classic seen without its keys. */
export function uidCard(uid: Uint8Array): EmulatedCard {
  return { atqa: uid.length === 4 ? 0x0004 : 0x0044, sak: 0x08, uid, exchange: () => "nak", reset: () => undefined };
}
