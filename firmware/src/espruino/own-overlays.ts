import { programTorn, raise } from "../base/fault";
import * as config from "latchkey:board";
import { overlayCount, overlaySum } from "latchkey:overlays";

/*
 * Before anything else is done (what stands in front only declares): a main program beside overlays of another version, as a flashing that was
 * cut off leaves them, never runs (docs/adr/0015). The relay stays as boot0 has put it; on the cable the board says what is wrong, in the words
 * of main.ts. Run once and kept nowhere, so that memory knows nothing of it. It must not stand further up: past a throw the interpreter reads on
 * without running, and ends with an assertion at the first class (2v29.277).
 */
(function () {
  const storage = require("Storage");
  let sum = 0;
  for (let n = 0; n < overlayCount; n++) {
    const text = storage.read("LK" + n);
    sum = ((sum << 1) | (sum >>> 31)) ^ (text ? E.CRC32(text) : 0);
  }
  if (sum === overlaySum) return;
  const port = (global as Record<string, unknown>)[config.consolePort] as Serial;
  port.on("data", (data: string) => {
    if (data.indexOf("\n") >= 0) port.write("LK!" + JSON.stringify({ reader: "", version: config.version, fault: "programTorn" }) + "\n");
  });
  raise(programTorn);
})();
