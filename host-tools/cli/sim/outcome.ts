import { recordAt } from "../../../firmware/src/store/journal-look";
import * as record from "../../../firmware/src/wire/record";
import { reasonName } from "../../api/names";
import type { SimulatedReader } from "../../simulator/reader";

/** What a reader made of a card, by its own journal. */
export interface Outcome {
  verdict: "granted" | "denied";
  reason: string;
}

const waitMs = 3000;
const lookEveryMs = 20;

/** Does `act` at the reader and waits for what it decides; undefined when it asks for a PIN now that it did not ask for before, or decides nothing. */
export async function outcomeOf(reader: SimulatedReader, act: () => void): Promise<Outcome | undefined> {
  const asked = reader.keypad.watched;
  const first = nextSequence(reader);
  act();
  for (let waitedMs = 0; waitedMs < waitMs; waitedMs += lookEveryMs) {
    const outcome = tapSince(reader, first);
    if (outcome) return outcome;
    if (reader.keypad.watched && !asked) return undefined;
    await new Promise((next) => setTimeout(next, lookEveryMs));
  }
  return undefined;
}

function nextSequence(reader: SimulatedReader): number {
  return reader.reader?.stores?.journal.nextSequence ?? 1;
}

function tapSince(reader: SimulatedReader, first: number): Outcome | undefined {
  const journal = reader.reader?.stores?.journal;
  for (let sequence = first; journal && sequence < journal.nextSequence; sequence++) {
    const bytes = recordAt(journal, sequence);
    if (bytes.length === 0) continue;
    const { type, reason, flags } = record.decodeRecord(bytes, 0);
    if (type === record.tap) return { verdict: flags & record.flagGranted ? "granted" : "denied", reason: reasonName(reason) };
  }
  return undefined;
}
