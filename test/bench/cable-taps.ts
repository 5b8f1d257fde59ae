import { countsOf } from "./callgrind";
import { median, type Figures } from "./figures";
import { tapFlash } from "./tap-flash";

/** What a tool that drains a trace asks again and again; the rest comes once in a session. */
const draining = ["next", "record", "piece"];
const once = ["status", "status again", "status third", "unlock", "unlock step", "unlock again", "trace"];
/** The relay has fallen again before the next tap. */
const settings = { unlockMs: 200 };

/**
 * What the service cable can cost a tap (test/bench/on-chip/cable-taps). The interpreter runs one thing to its end: a tap waits for the
 * turn of the cable that runs when its answer comes, at worst a whole one, and does a little more itself while it is traced.
 */
export async function cableFigures(): Promise<Figures> {
  const counts = await countsOf("cable-taps", { flash: (overlays) => tapFlash(overlays, settings) });
  const longest = (labels: string[]): number => Math.max(...labels.flatMap((label) => counts[label]!));
  const [alone, traced] = [median(counts["tap alone"]!), median(counts["tap traced"]!)];
  return {
    "tap.uid.traced_instructions": traced,
    "cable.drain_turn_instructions": longest(draining),
    "cable.turn_instructions": longest([...draining, ...once]),
    "tap.uid.with_cable_ratio": Math.round(((traced + longest(draining)) / alone) * 100) / 100,
  };
}
