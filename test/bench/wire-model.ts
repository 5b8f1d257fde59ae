/*
 * What a tap cannot be faster than: ISO/IEC 14443-3 type A at 106 kbit/s behind a PN532 on its host link. The chip's own time
 * counts as nothing. Times in milliseconds. 3 % under a Proxmark3's trace of WUPA to the second SAK (4.68 ms).
 */
const carrierKhz = 13560;
const bitMs = 128 / carrierKhz;
/** From the reader's last bit to the card's answer (fixed, last bit 1), and from there to the reader's next command (least). */
const cardWaitMs = 1236 / carrierKhz;
const readerWaitMs = 1172 / carrierKhz;
/** REQA or WUPA: start, seven bits, stop, and the pause that ends a frame. */
const shortFrameMs = 10 * bitMs;

/** A standard frame: each byte has its parity bit; `crcBytes`: 0 or 2. */
function frameMs(bytes: number, crcBytes = 2): number {
  return (2 + 9 * (bytes + crcBytes)) * bitMs;
}

/** A command of `sentBytes` to a card that answers with `heardBytes` at once. */
export function exchangeAirMs(sentBytes: number, heardBytes: number): number {
  return frameMs(sentBytes) + cardWaitMs + frameMs(heardBytes) + readerWaitMs;
}

/** WUPA, then anticollision and selection, once for a UID of 4 bytes and twice for one of 7. */
export function activationAirMs(uidBytes: 4 | 7): number {
  const wakeMs = shortFrameMs + cardWaitMs + frameMs(2, 0) + readerWaitMs;
  const anticollisionMs = frameMs(2, 0) + cardWaitMs + frameMs(5, 0) + readerWaitMs;
  return wakeMs + (uidBytes === 4 ? 1 : 2) * (anticollisionMs + exchangeAirMs(7, 1));
}

export type HostLink = "spi5" | "i2c" | "hsu" | "hsu921";

/** A command to the PN532 and its answer: bytes behind the frame identifier (command code and parameters). */
export interface HostExchange {
  sentBytes: number;
  heardBytes: number;
}

const frameExtraBytes = 8;
const ackBytes = 6;
/** Two looks at the status, each of two bytes. */
const looksBytes = 4;
const serialBits = 10;
const i2cBits = 9;

/** Time on the host link: command, acknowledgement and answer (UM0701-02, 6.2). */
export function linkMs(link: HostLink, { sentBytes, heardBytes }: HostExchange): number {
  const sent = sentBytes + frameExtraBytes;
  const heard = heardBytes + frameExtraBytes;
  /* SPI: one byte of direction before each; I2C: the address before each, and the ready byte before what is read. */
  if (link === "spi5") return ((sent + ackBytes + heard + 3 + looksBytes) * 8) / 5000;
  if (link === "i2c") return ((sent + ackBytes + heard + 5 + looksBytes) * i2cBits) / 400;
  return ((sent + ackBytes + heard) * serialBits) / (link === "hsu" ? 115.2 : 921.6);
}

/** InListPassiveTarget (7.3.5) and its answer with one card. */
export function listing(uidBytes: 4 | 7): HostExchange {
  return { sentBytes: 3, heardBytes: 7 + uidBytes };
}

/** The least a UID tap takes: air and link alone. */
export function tapBoundMs(link: HostLink, uidBytes: 4 | 7): number {
  return activationAirMs(uidBytes) + linkMs(link, listing(uidBytes));
}

/** RATS and its answer (ISO/IEC 14443-4, 5); `atsBytes` with the length byte. */
function selectAirMs(atsBytes: number): number {
  return exchangeAirMs(2, atsBytes);
}

/** A card or phone of ISO/IEC 14443-4 and what is said to it, in bytes of APDUs or native commands. */
export interface Proof {
  uidBytes: 4 | 7;
  atsBytes: number;
  exchanges: { sentBytes: number; heardBytes: number }[];
  /** The card's own time for each command. */
  cardMs: number;
}

const blockHeadBytes = 1;
/** InDataExchange: code and target; its answer: code and status (7.3.8). */
const exchangeExtraBytes = 2;

/** The least that a tap of such a card takes: air, link and the card's own time. */
export function proofBoundMs(link: HostLink, { uidBytes, atsBytes, exchanges, cardMs }: Proof): number {
  const { sentBytes, heardBytes } = listing(uidBytes);
  const found = activationAirMs(uidBytes) + selectAirMs(atsBytes) + linkMs(link, { sentBytes, heardBytes: heardBytes + atsBytes });
  return exchanges.reduce((sum, { sentBytes: sent, heardBytes: heard }) => {
    const air = exchangeAirMs(blockHeadBytes + sent, blockHeadBytes + heard) + cardMs;
    return sum + air + linkMs(link, { sentBytes: exchangeExtraBytes + sent, heardBytes: exchangeExtraBytes + heard });
  }, found);
}

/** The interpreter needs more cycles than its Linux build needs instructions. */
const cyclesPerInstruction = 1.3;

export interface TapCost {
  link: HostLink;
  uidBytes: 4 | 7;
  /** From the answer that names the card to the relay, and the poll's own share, in the interpreter's Linux build. */
  instructions: number;
  cpuMhz: number;
}

/** From the card in the field to the relay: air, link, and the interpreter's work between them. */
export function tapMs({ link, uidBytes, instructions, cpuMhz }: TapCost): number {
  return tapBoundMs(link, uidBytes) + workMs(instructions, cpuMhz);
}

/** How long the interpreter works at `instructions` of its Linux build. */
export function workMs(instructions: number, cpuMhz: number): number {
  return (cyclesPerInstruction * instructions) / (cpuMhz * 1000);
}
