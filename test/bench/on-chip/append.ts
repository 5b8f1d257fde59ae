import { chipRegion } from "../../../firmware/src/espruino/flash";
import { chipNative } from "../../../firmware/src/espruino/native";
import { Journal } from "../../../firmware/src/store/journal";
import { mark, marks } from "./marks";

/* Ten taps' records into a journal of 4 kB pages, each checked by reading it back. */
const journal = new Journal(chipRegion(0x10010000, 4096, 4), chipNative, 1, false);
const token = new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]);

function append(i: number): void {
  const entry = { type: 1, reason: 1, door: 1, technology: 1, flags: 1, time: 1790000000 + i, token: token, detail: 0 };
  mark("-");
  journal.append(entry);
  mark("appended");
}

append(0);
for (let i = 1; i <= 10; i++) append(i);
print(marks());
quit();
