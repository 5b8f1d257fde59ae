import { countsOf, netOf } from "./callgrind";
import type { Figures } from "./figures";
import { leastWork } from "./least";
import { tapFlash } from "./tap-flash";
import { tapBoundMs, tapMs } from "./wire-model";

const round = (ms: number): number => Math.round(ms * 10) / 10;

/** Instructions that the interpreter itself executes, counted by callgrind; each the median of ten. */
export async function instructionFigures(): Promise<Figures> {
  const exchange = netOf(await countsOf("exchange"));
  const tap = netOf(await countsOf("tap", { flash: tapFlash }));
  const append = netOf(await countsOf("append"));
  const least = await leastWork();
  const poll = exchange("sent") + exchange("acknowledged");
  const tapInstructions = tap("answer to relay");
  return {
    "exchange.instructions": poll + exchange("heard"),
    "exchange.anew.instructions": exchange("framed and sent") + exchange("acknowledged") + exchange("heard"),
    "exchange.least.instructions": least.exchange,
    "lookup.least.instructions": least.lookup,
    "tap.uid.instructions": tapInstructions,
    "tap.uid.ms_64mhz_spi": round(tapMs({ link: "spi5", uidBytes: 7, instructions: poll + tapInstructions, cpuMhz: 64 })),
    "tap.uid.bound_ms_spi": round(tapBoundMs("spi5", 7)),
    "tap.least.instructions": least.tap,
    "tap.least.ms_64mhz_spi": round(tapMs({ link: "spi5", uidBytes: 7, instructions: poll + least.tap, cpuMhz: 64 })),
    "append.instructions": append("appended"),
  };
}
