import { useEffect, useRef } from "preact/hooks";
import type { Shown } from "../../../trace/show";
import { words } from "../../i18n/words";
import { Heads } from "../../ui/heads";
import { Icon } from "../../ui/icon";
import { timeWords } from "./times";

interface FrameRowsProps {
  shown: Shown[];
  chosen: number;
  choose: (at: number) => void;
}

/** Every frame in words. One row can be reached with Tab; arrow keys go on from there. */
export function FrameRows({ shown, chosen, choose }: FrameRowsProps) {
  const { heads } = words.value.traces;
  const body = useRef<HTMLTableSectionElement>(null);
  const byKey = useRef(false);
  useEffect(() => {
    const row = body.current?.rows[chosen];
    /* Nobody chose the first row of a trace that has just been opened: the page stays at its head. */
    if (chosen > 0 || byKey.current) row?.scrollIntoView({ block: "nearest" });
    if (byKey.current) row?.focus();
    byKey.current = false;
  }, [chosen]);
  const move = (event: KeyboardEvent) => {
    const to = { ArrowUp: chosen - 1, ArrowDown: chosen + 1, Home: 0, End: shown.length - 1 }[event.key];
    if (to === undefined || to < 0 || to >= shown.length) return;
    event.preventDefault();
    byKey.current = true;
    choose(to);
  };
  return (
    <table class="table frames">
      <Heads of={[heads.number, heads.time, heads.since, heads.who, heads.bytes, heads.means]} />
      <tbody ref={body} onKeyDown={move}>
        {shown.map((one, at) => (
          <FrameRow key={at} one={one} chosen={at === chosen} choose={() => choose(at)} />
        ))}
      </tbody>
    </table>
  );
}

function FrameRow({ one, chosen, choose }: { one: Shown; chosen: boolean; choose: () => void }) {
  const { who, trouble } = words.value.traces;
  const look = `frame-row frame-${one.who}${one.trouble ? " frame-trouble" : ""}`;
  return (
    <tr class={look} tabIndex={chosen ? 0 : -1} aria-current={chosen ? "true" : undefined} onClick={choose}>
      <td class="frame-number">{one.line}</td>
      <td class="frame-time">{timeWords(one.us)}</td>
      <td class="frame-since">+{timeWords(one.afterUs)}</td>
      <td class="frame-who">{who[one.who]}</td>
      <td class="frame-bytes">
        <code>{one.bytes}</code>
      </td>
      <td class="frame-means">
        {one.trouble && (
          <span class="frame-mark">
            <Icon name="bad" />
            <span class="unseen">{trouble}: </span>
          </span>
        )}
        {one.means}
      </td>
    </tr>
  );
}
