import type { RefusalName } from "./refusal";

/**
 * What a line from the board means to the step that is waiting. `again` asks for the same once more, at once. A refusal
 * that is `unchecked`, because the line carries no check, counts when it comes a second time with the same detail.
 */
export type Verdict = "ignore" | "done" | "again" | { refuse: RefusalName; detail: string; unchecked?: true };

/** One question and its answer. A job is a list of them, made before anything is sent. */
export interface Step {
  /** For people: "writing", "checking". */
  title: string;
  /** What to send; `attempt` counts from 0. */
  send(attempt: number): string;
  accept(line: string): Verdict;
  /** How long to wait for an answer before sending again. */
  patienceMs: number;
  tries: number;
  /** The refusal when every try is used up; `done`: the next step will tell whether it was heard, only the answer was lost. */
  silent: RefusalName | "done";
  /** Its part of the whole, in bytes sent or looked at. */
  work: number;
}
