import { toHex } from "../../../firmware/src/base/bytes";
import { recordedCards } from "../../trace/card-side";
import { parseTrace } from "../../trace/trace-file";
import { api } from "./api";

const seconds = 30;
/** For the order to get there and the trace to come back. */
const graceMs = 10_000;
const lookEveryMs = 500;

/**
 * The UIDs of the cards next held to this reader, none if nobody came. It takes a trace for it, as Traces does, with the same lines in the
 * audit, and leaves none behind.
 */
export async function readCards(reader: string): Promise<string[]> {
  const { id } = await api.askForTrace(reader, { taps: 1, seconds });
  try {
    const endMs = performance.now() + seconds * 1000 + graceMs;
    while (performance.now() < endMs) {
      await new Promise((next) => setTimeout(next, lookEveryMs));
      const row = (await api.traces()).find((one) => one.id === id);
      if (row?.state === "done") return uidsIn((await api.trace(id)).text ?? "");
    }
    return [];
  } finally {
    await api.removeTrace(id).catch(() => undefined);
  }
}

function uidsIn(text: string): string[] {
  if (!text) return [];
  const cards = recordedCards(parseTrace(text)).flat();
  return [...new Set(cards.map(({ uid }) => toHex(uid).toUpperCase()))];
}
