import { countsOf } from "./callgrind";
import { median, type Figures } from "./figures";
import { tapFlash } from "./tap-flash";

/** The relay has fallen again before the next tap. */
const settings = { unlockMs: 200 };
/** Each figure's name, and what the program on the chip calls it. */
const turns = { "turn.sync_instructions": "sync", "turn.news_instructions": "news", "turn.events_instructions": "events", "turn.receipt_instructions": "receipt", "turn.poll_instructions": "poll" };

export const lifeNames = Object.keys(turns);

/**
 * What a reader does at a stretch in its ordinary life (test/bench/on-chip/life-turns). The interpreter runs one thing to its end: a tap
 * waits for the one that runs when its answer comes.
 */
export async function lifeFigures(): Promise<Figures> {
  const counts = await countsOf("life-turns", { flash: (overlays) => tapFlash(overlays, settings) });
  return Object.fromEntries(Object.entries(turns).map(([name, turn]) => [name, median(counts[turn]!)]));
}
