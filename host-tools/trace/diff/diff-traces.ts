import { textOf } from "../replay";
import { verdictsOf, type Trace } from "../trace";
import { align } from "./align";
import { airSteps, hasAir, linkSteps, type Step } from "./steps";

export interface Difference {
  kind: "onlyInA" | "onlyInB" | "answer" | "time" | "verdict";
  /** Lines of the files; undefined where there is none, or where the frame was rebuilt. */
  lineA: number | undefined;
  lineB: number | undefined;
  text: string;
}

/**
 * Where two traces differ, aligned by what the reader asked. Traces of the line are compared by it; if either holds frames of
 * the air, both are compared by the air. `toleranceMs`: an answer that took longer or shorter than that in the other trace is a
 * difference too; undefined: times are not compared.
 */
export function diffTraces(a: Trace, b: Trace, toleranceMs?: number): Difference[] {
  const steps = hasAir(a) || hasAir(b) ? airSteps : linkSteps;
  const pairs = align(steps(a), steps(b), ({ asked }) => asked);
  return [...pairs.flatMap(({ a: left, b: right }) => between(left, right, toleranceMs)), ...verdictDifferences(a, b)];
}

function between(a: Step | undefined, b: Step | undefined, toleranceMs: number | undefined): Difference[] {
  const lines = { lineA: a?.line, lineB: b?.line };
  if (!b) return [{ kind: "onlyInA", ...lines, text: `only in A: ${a!.askedWords}` }];
  if (!a) return [{ kind: "onlyInB", ...lines, text: `only in B: ${b.askedWords}` }];
  if (a.answer !== b.answer)
    return [{ kind: "answer", ...lines, text: `${a.askedWords}: A heard ${heard(a, b)}, B heard ${heard(b, a)}` }];
  const [tookA, tookB] = [a.tookUs, b.tookUs];
  if (toleranceMs === undefined || tookA === undefined || tookB === undefined) return [];
  if (Math.abs(tookA - tookB) <= toleranceMs * 1000) return [];
  return [{ kind: "time", ...lines, text: `${a.askedWords}: answered after ${ms(tookA)} in A, after ${ms(tookB)} in B` }];
}

/** In words, and in bytes where the words are the same. */
const heard = (one: Step, other: Step): string =>
  one.answerWords === other.answerWords ? `"${one.answerWords}" (${one.answer.trim()})` : `"${one.answerWords}"`;
const ms = (us: number): string => `${(us / 1000).toFixed(3)} ms`;

function verdictDifferences(a: Trace, b: Trace): Difference[] {
  const [inA, inB] = [verdictsOf(a), verdictsOf(b)];
  const lineOf = (trace: Trace, verdict: object | undefined): number | undefined => {
    const at = trace.lines.findIndex((line) => line === verdict);
    return at < 0 ? undefined : at + 2;
  };
  return Array.from({ length: Math.max(inA.length, inB.length) }, (_, i): Difference | undefined => {
    const [was, is] = [textOf(inA[i]), textOf(inB[i])];
    if (was === is) return undefined;
    return {
      kind: "verdict",
      lineA: lineOf(a, inA[i]),
      lineB: lineOf(b, inB[i]),
      text: `verdict ${i + 1}: ${was} in A, ${is} in B`,
    };
  }).filter((one) => one !== undefined);
}
