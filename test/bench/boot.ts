import { countsOf } from "./callgrind";
import { median, type Figures } from "./figures";
import { tapFlash } from "./tap-flash";
import { linkMs, tapBoundMs, workMs, type HostExchange } from "./wire-model";

/** GetFirmwareVersion, SAMConfiguration, RFConfiguration and their answers (UM0701-02, 7.2.2, 7.2.10, 7.3.1). */
const setUp: HostExchange[] = [{ sentBytes: 1, heardBytes: 5 }, { sentBytes: 4, heardBytes: 1 }, { sentBytes: 5, heardBytes: 1 }];
const slowMhz = 64;

/** From the interpreter's first instruction to the relay, with a known card on the reader from the start; waiting costs nothing here. */
export async function bootFigures(): Promise<Figures> {
  const counts = await countsOf("tap", { flash: tapFlash, plan: [[1]] });
  const mark = median(counts["mark"]!);
  const parts = Object.entries(counts).filter(([label]) => label !== "mark");
  const instructions = parts.flatMap(([, values]) => values).reduce((sum, value) => sum + value - mark, 0);
  const wireMs = tapBoundMs("spi5", 4) + setUp.reduce((sum, one) => sum + linkMs("spi5", one), 0);
  return {
    "boot.to_first_tap_instructions": instructions,
    "boot.to_first_tap_ms_64mhz": Math.round(workMs(instructions, slowMhz) + wireMs),
  };
}
