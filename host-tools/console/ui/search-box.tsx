import { useEffect, useId, useRef } from "preact/hooks";
import { Icon } from "./icon";

const pauseMs = 250;

/** Asks when typing pauses, not at every key. */
export function SearchBox({ label, value, change }: { label: string; value: string; change: (text: string) => void }) {
  const id = useId();
  const timer = useRef<number | undefined>(undefined);
  const latest = useRef(change);
  latest.current = change;
  useEffect(() => () => clearTimeout(timer.current), []);
  const typed = (text: string) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => latest.current(text.trim()), pauseMs);
  };
  return (
    <div class="search" role="search">
      <Icon name="search" />
      <label class="unseen" for={id}>
        {label}
      </label>
      <input
        id={id}
        type="search"
        placeholder={label}
        defaultValue={value}
        autoComplete="off"
        onInput={(event) => typed(event.currentTarget.value)}
      />
    </div>
  );
}
