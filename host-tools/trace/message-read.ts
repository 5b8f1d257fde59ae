import { ndefMessage } from "../../firmware/src/credential/ntag";
import { recordedCards } from "./card-side";
import type { RecordedCard } from "./recorded-card";
import { header, traceFormat, traceVersion, type FrameLine } from "./trace";

/** FAST_READ of the pages that the shipped reader takes a message from (credential/ntag). */
const firstPages = Uint8Array.of(0x3a, 4, 15);

/** The message of the one tag that a reader read in these frames; undefined where it read none, or several. */
export function messageRead(lines: FrameLine[]): Uint8Array | undefined {
  const world = header.parse({ format: traceFormat, version: traceVersion, host: "latchkey", now: 0 });
  const read = recordedCards({ header: world, lines }).flat().flatMap(messageOf);
  return read.every((message) => message.join() === read[0]!.join()) ? read[0] : undefined;
}

function messageOf(card: RecordedCard): Uint8Array[] {
  const memory = card.exchange(firstPages);
  const message = memory instanceof Uint8Array ? ndefMessage(memory) : undefined;
  return message ? [message] : [];
}
