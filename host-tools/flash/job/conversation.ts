import type { RefusalName } from "./refusal";
import type { Step } from "./step";

/** Where a job stands. Nothing here touches a port or a timer. */
export interface Conversation {
  steps: readonly Step[];
  at: number;
  attempt: number;
  /** Anything at all came from the other side. */
  heard: boolean;
  /** Detail of an unchecked refusal that came once. */
  doubt: string | undefined;
  ended: boolean;
}

export type Input = { kind: "start" } | { kind: "heard" } | { kind: "line"; text: string } | { kind: "timeout" } | { kind: "lost" } | { kind: "cancel" };

export type Action =
  | { kind: "send"; text: string; waitMs: number }
  /** `done` of `total`: work of the steps behind. */
  | { kind: "progress"; title: string; done: number; total: number }
  | { kind: "finished" }
  | { kind: "refused"; name: RefusalName; detail: string };

export function conversation(steps: readonly Step[]): Conversation {
  return { steps, at: 0, attempt: 0, heard: false, doubt: undefined, ended: false };
}

/** The next state and what to do, in order. After `finished` or `refused` nothing more comes. */
export function next(state: Conversation, input: Input): [Conversation, Action[]] {
  if (state.ended) return [state, []];
  switch (input.kind) {
    case "start":
      return [state, ask(state)];
    case "heard":
      return [{ ...state, heard: true }, []];
    case "line":
      return heard({ ...state, heard: true }, input.text);
    case "timeout":
      return retry(state);
    case "lost":
      return refuse(state, "DEVICE_LOST", titleOf(state));
    case "cancel":
      return refuse(state, "INTERRUPTED", titleOf(state));
  }
}

function heard(state: Conversation, line: string): [Conversation, Action[]] {
  const verdict = state.steps[state.at]!.accept(line);
  if (verdict === "ignore") return [state, []];
  if (verdict === "again") return retry(state);
  if (verdict !== "done") {
    if (verdict.unchecked && state.doubt !== verdict.detail) return retry({ ...state, doubt: verdict.detail });
    return refuse(state, verdict.refuse, verdict.detail);
  }
  return onward(state);
}

function onward(state: Conversation): [Conversation, Action[]] {
  const after = { ...state, at: state.at + 1, attempt: 0 };
  if (after.at === state.steps.length) return [{ ...after, ended: true }, [{ kind: "finished" }]];
  return [after, ask(after)];
}

/** A port from which nothing at all has come is asked no more often than this. */
const triesUnheard = 3;

function retry(state: Conversation): [Conversation, Action[]] {
  const step = state.steps[state.at]!;
  const again = { ...state, attempt: state.attempt + 1 };
  if (!state.heard && again.attempt >= triesUnheard) return refuse(again, "DEVICE_SILENT", "");
  if (again.attempt < step.tries) return [again, ask(again)];
  if (step.silent === "done") return onward(state);
  return refuse(again, step.silent, state.at === 0 ? "" : step.title);
}

function refuse(state: Conversation, name: RefusalName, detail: string): [Conversation, Action[]] {
  return [{ ...state, ended: true }, [{ kind: "refused", name, detail }]];
}

function ask(state: Conversation): Action[] {
  const step = state.steps[state.at]!;
  const sum = (steps: readonly Step[]) => steps.reduce((work, one) => work + one.work, 0);
  const progress = { kind: "progress" as const, title: step.title, done: sum(state.steps.slice(0, state.at)), total: sum(state.steps) };
  return [progress, { kind: "send", text: step.send(state.attempt), waitMs: step.patienceMs }];
}

function titleOf(state: Conversation): string {
  return state.steps[state.at]!.title;
}
