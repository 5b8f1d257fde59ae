import { exitCodes, Failure } from "../../api/failure";

/** One place of the alignment: both sides, or the one that has it. */
export interface Pair<T> {
  a: T | undefined;
  b: T | undefined;
}

/** Cells of the table that is filled for what differs: some 70 MB. */
const cellsMax = 1 << 25;

/** The longest common sequence of two lists, by `key`, with what each has besides, in order. Throws TRACE_TOO_LARGE. */
export function align<T>(a: T[], b: T[], key: (one: T) => string): Pair<T>[] {
  const same = (i: number, j: number): boolean => key(a[i]!) === key(b[j]!);
  let head = 0;
  while (head < a.length && head < b.length && same(head, head)) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && same(a.length - 1 - tail, b.length - 1 - tail)) tail++;
  const both = (from: T[], other: T[]): Pair<T>[] => from.map((one, i) => ({ a: one, b: other[i] }));
  const middle = alignAll(a.slice(head, a.length - tail), b.slice(head, b.length - tail), key);
  return [...both(a.slice(0, head), b), ...middle, ...both(a.slice(a.length - tail), b.slice(b.length - tail))];
}

function alignAll<T>(a: T[], b: T[], key: (one: T) => string): Pair<T>[] {
  const width = b.length + 1;
  if ((a.length + 1) * width > cellsMax) {
    throw new Failure("TRACE_TOO_LARGE", {
      message: `The traces differ over ${a.length} and ${b.length} questions, too many to be compared.`,
      hint: "Cut both to the part that matters: each line stands alone.",
      exit: exitCodes.usage,
    });
  }
  const common = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const at = i * width + j;
      common[at] = key(a[i]!) === key(b[j]!) ? common[at + width + 1]! + 1 : Math.max(common[at + width]!, common[at + 1]!);
    }
  }
  const pairs: Pair<T>[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && key(a[i]!) === key(b[j]!)) pairs.push({ a: a[i++], b: b[j++] });
    else if (j >= b.length || (i < a.length && common[(i + 1) * width + j]! >= common[i * width + j + 1]!))
      pairs.push({ a: a[i++], b: undefined });
    else pairs.push({ a: undefined, b: b[j++] });
  }
  return pairs;
}
