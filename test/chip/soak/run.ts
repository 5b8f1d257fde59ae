import { soak, type Reading } from "./soak";

/*
 * `npm run soak`: a million taps (TAPS) in the real interpreter named by ESPRUINO. Ends with 1 when the memory in use at the end is
 * more than after the first thousand.
 */
const taps = Number(process.env.TAPS ?? 1_000_000);
const each = 1000;
const startedMs = Date.now();
let first: Reading | undefined;
let last: Reading | undefined;
await soak(taps, each, (reading) => {
  first ??= reading;
  last = reading;
  if (reading.taps % (10 * each) === 0 || reading === first) process.stdout.write(`${JSON.stringify({ ...reading, seconds: Math.round((Date.now() - startedMs) / 1000) })}\n`);
});
process.exit(last && first && last.taps >= taps && last.blocks <= first.blocks ? 0 : 1);
