import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { shownLines, type Shown } from "../../../trace/show";
import { words } from "../../i18n/words";
import { Icon } from "../../ui/icon";
import { Status } from "../../ui/status";
import { Title } from "../../ui/title";
import { Downloads } from "./downloads";
import { FrameRows } from "./frame-rows";
import { Lanes } from "./lanes";
import { asAir, holdsAir, type Opened } from "./opened";
import { ReplayCard } from "./replay-card";

/** One trace: its lanes, its frames in words, its replay. */
export function TraceView({ opened, close }: { opened: Opened; close: () => void }) {
  const { traces } = words.value;
  const onlyAir = holdsAir(opened.trace);
  const air = useSignal(onlyAir);
  const chosen = useSignal(0);
  const shown = useMemo(() => shownLines(air.value ? asAir(opened.trace) : opened.trace), [opened.trace, air.value]);
  const view = (next: boolean) => {
    air.value = next;
    chosen.value = 0;
  };
  return (
    <>
      <p>
        <button type="button" class="plain" onClick={close}>
          <Icon name="left" />
          {traces.back}
        </button>
      </p>
      <Title text={opened.name} lead={opened.trace.header.about}>
        <Downloads opened={opened} />
      </Title>
      <ReplayCard trace={opened.trace} />
      <div class="trace-bar">
        {!onlyAir && <Views air={air.value} pick={view} />}
        <Troubles shown={shown} chosen={chosen.value} choose={(at) => (chosen.value = at)} />
      </div>
      {air.value && !onlyAir && <p class="hint">{traces.rebuilt}</p>}
      <Lanes shown={shown} chosen={chosen.value} choose={(at) => (chosen.value = at)} />
      <FrameRows shown={shown} chosen={chosen.value} choose={(at) => (chosen.value = at)} />
    </>
  );
}

function Views({ air, pick }: { air: boolean; pick: (air: boolean) => void }) {
  const { traces } = words.value;
  return (
    <div class="segments" role="group" aria-label={traces.view}>
      <button type="button" aria-pressed={!air} onClick={() => pick(false)}>
        {traces.line}
      </button>
      <button type="button" aria-pressed={air} onClick={() => pick(true)}>
        {traces.air}
      </button>
    </div>
  );
}

function Troubles({ shown, chosen, choose }: { shown: Shown[]; chosen: number; choose: (at: number) => void }) {
  const { traces } = words.value;
  const places = shown.flatMap(({ trouble }, at) => (trouble ? [at] : []));
  if (places.length === 0) return <Status tone="ok">{traces.troubles(0)}</Status>;
  return (
    <span class="trace-troubles">
      <Status tone="bad">{traces.troubles(places.length)}</Status>
      <button type="button" onClick={() => choose(places.find((at) => at > chosen) ?? places[0]!)}>
        {traces.nextTrouble}
      </button>
    </span>
  );
}
