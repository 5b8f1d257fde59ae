import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { prepareFlashDir } from "../../host-tools/cli/chip/flash-dir";
import { startInterpreter } from "../../host-tools/cli/chip/interpreter";
import { openPty } from "../../host-tools/device/pty";
import type { Figures } from "./figures";
import { nodeClock } from "../../host-tools/cli/node-clock";
import { EmulatedPn532 } from "../../host-tools/simulator/pn532/pn532";

const askMs = 250;
const settledMs = 5000;

/** Memory blocks in use some seconds after boot, as the real bundle tells them itself on its service line. */
export async function memoryFigures(): Promise<Figures> {
  const dir = mkdtempSync(join(tmpdir(), "latchkey-bench-"));
  const nfc = await openPty(join(dir, "nfc"));
  const chip = new EmulatedPn532(nodeClock());
  nfc.onData((bytes) => chip.feed(bytes));
  chip.onOutput((bytes) => nfc.write(bytes));
  const place = await prepareFlashDir({ dir: join(dir, "reader"), nfcPath: nfc.path, list: undefined, backend: undefined });
  const door = await openPty(place.doorPath);
  let heard = "";
  const interpreter = startInterpreter(place.dir, (text) => (heard += text));
  try {
    await new Promise((done) => setTimeout(done, settledMs));
    for (heard = ""; !/LK!.*\n/.test(heard); ) {
      interpreter.stdin!.write("LK?status\n");
      await new Promise((done) => setTimeout(done, askMs));
    }
    return { "chip.vars": (JSON.parse(/LK!(.*)/.exec(heard)![1]!) as { vars: number }).vars };
  } finally {
    interpreter.kill("SIGKILL");
    await Promise.all([nfc.close(), door.close()]);
    rmSync(dir, { recursive: true, force: true });
  }
}
