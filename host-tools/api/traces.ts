import { z } from "zod";

/** POST readers/:id/traces: keep what passes on the front end's line until `taps` cards came and went, or `seconds` are over. */
export const newTrace = z.object({
  taps: z.number().int().min(1).max(20).default(1),
  seconds: z.number().int().min(5).max(600).default(60),
});

/** `overdue`: the reader was away, refused, or lost it with its power. */
export type TraceState = "waiting" | "done" | "overdue";

export interface TraceRow {
  id: number;
  readerId: string;
  readerName: string;
  /** Who asked for it. */
  author: string;
  taps: number;
  seconds: number;
  askedAt: string;
  doneAt: string | null;
  state: TraceState;
  /** Entries that the reader had no room for. */
  lost: number;
}

/** GET traces/:id. `text`: the JSON Lines file (docs/traces.md); null until it is done. */
export interface TraceAnswer extends TraceRow {
  text: string | null;
}
