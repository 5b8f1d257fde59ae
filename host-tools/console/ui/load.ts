import type { Signal } from "@preact/signals";
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { ApiFailure } from "../client/http";
import { asFailure } from "../client/http";

export interface Loaded<T> {
  /** The last answer; it stays while a newer one is under way. */
  value: Signal<T | undefined>;
  failure: Signal<ApiFailure | undefined>;
  again: () => void;
}

/** Asks once at the start and whenever one of `when` changes; an answer that was overtaken is dropped. */
export function useLoaded<T>(ask: () => Promise<T>, when: readonly unknown[]): Loaded<T> {
  const value = useSignal<T | undefined>(undefined);
  const failure = useSignal<ApiFailure | undefined>(undefined);
  const turn = useRef(0);
  const again = () => {
    const mine = ++turn.current;
    ask().then(
      (answer) => {
        if (mine !== turn.current) return;
        value.value = answer;
        failure.value = undefined;
      },
      (caught: unknown) => {
        if (mine === turn.current) failure.value = asFailure(caught);
      },
    );
  };
  useEffect(again, when);
  useEffect(() => () => void turn.current++, []);
  return { value, failure, again };
}

export interface Task {
  busy: Signal<boolean>;
  failure: Signal<ApiFailure | undefined>;
  /** Runs one thing at a time; what it throws lands in `failure`. */
  run: (work: () => Promise<void>) => void;
}

export function useTask(): Task {
  const busy = useSignal(false);
  const failure = useSignal<ApiFailure | undefined>(undefined);
  const run = (work: () => Promise<void>) => {
    if (busy.value) return;
    busy.value = true;
    failure.value = undefined;
    work()
      .catch((caught: unknown) => (failure.value = asFailure(caught)))
      .finally(() => (busy.value = false));
  };
  return { busy, failure, run };
}
