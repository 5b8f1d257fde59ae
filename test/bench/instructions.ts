import { countsOf, netOf } from "./callgrind";
import type { Figures } from "./figures";
import { lookupFigures } from "./lookup";
import { tapFlash } from "./tap-flash";

/** Instructions that the interpreter itself executes, counted by callgrind; each the median of ten. */
export async function instructionFigures(): Promise<Figures> {
  const exchange = netOf(await countsOf("exchange"));
  const tap = netOf(await countsOf("tap", { flash: tapFlash() }));
  const append = netOf(await countsOf("append"));
  return {
    "exchange.instructions": exchange("built and sent") + exchange("acknowledged") + exchange("heard and parsed"),
    "tap.uid.instructions": tap("answer to relay"),
    "append.instructions": append("appended"),
    ...(await lookupFigures()),
  };
}
