import { soak, type Reading } from "./soak";

/*
 * `npm run soak`: a million taps (TAPS) in the real interpreter named by ESPRUINO. Ends with 1 when memory grew: when the least in use among the
 * last ten readings is more than among the first ten. One reading alone may find an overlay still in memory, some ninety blocks.
 */
const taps = Number(process.env.TAPS ?? 1_000_000);
const each = 1000;
const compared = 10;
const startedMs = Date.now();
const readings: Reading[] = [];
const least = (some: Reading[]): number => Math.min(...some.map(({ blocks }) => blocks));
await soak(taps, each, (reading) => {
  readings.push(reading);
  if (readings.length % 10 === 1) process.stdout.write(`${JSON.stringify({ ...reading, seconds: Math.round((Date.now() - startedMs) / 1000) })}\n`);
});
const isWhole = (readings.at(-1)?.taps ?? 0) >= taps;
const [before, after] = [least(readings.slice(0, compared)), least(readings.slice(-compared))];
process.stdout.write(`${JSON.stringify({ taps: readings.at(-1)?.taps ?? 0, leastBlocksFirst: before, leastBlocksLast: after })}\n`);
process.exit(isWhole && after <= before ? 0 : 1);
