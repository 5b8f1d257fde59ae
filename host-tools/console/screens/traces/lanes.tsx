import type { Signal } from "@preact/signals";
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Shown } from "../../../trace/show";
import { words } from "../../i18n/words";
import { timeWords } from "./times";

interface LanesProps {
  shown: Shown[];
  chosen: number;
  choose: (at: number) => void;
}

const zoomMax = 512;
const lanes = { reader: 8, host: 8, chip: 62, card: 62, door: 38 };
const mark = { width: 3, height: 26 };

/** The frames as marks in two lanes, distances to scale; the table below says the same in words. */
export function Lanes(props: LanesProps) {
  const { traces } = words.value;
  const zoom = useSignal(1);
  return (
    <figure class="lanes">
      <figcaption class="lanes-head">
        <span>{traces.lanes}</span>
        <Zoom zoom={zoom} />
      </figcaption>
      <div class="lanes-body">
        <LaneNames shown={props.shown} />
        <Picture {...props} zoom={zoom.value} />
      </div>
      <p class="hint">{traces.lanesHint}</p>
    </figure>
  );
}

function Zoom({ zoom }: { zoom: Signal<number> }) {
  const { traces } = words.value;
  return (
    <span class="lanes-zoom">
      <button type="button" onClick={() => (zoom.value = Math.min(zoomMax, zoom.value * 4))}>
        {traces.closer}
      </button>
      <button type="button" disabled={zoom.value === 1} onClick={() => (zoom.value = Math.max(1, zoom.value / 4))}>
        {traces.farther}
      </button>
      <button type="button" disabled={zoom.value === 1} onClick={() => (zoom.value = 1)}>
        {traces.fit}
      </button>
    </span>
  );
}

function Picture({ shown, chosen, choose, zoom }: LanesProps & { zoom: number }) {
  const { traces } = words.value;
  const box = useRef<HTMLDivElement>(null);
  const share = shares(shown);
  useEffect(() => bringIntoView(box.current, share[chosen] ?? 0), [chosen, zoom]);
  const move = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    choose(Math.min(shown.length - 1, Math.max(0, chosen + step)));
  };
  const name = `${traces.lanes}. ${traces.lanesHint}`;
  return (
    <div ref={box} class="lanes-scroll" tabIndex={0} role="group" aria-label={name} onKeyDown={move}>
      <svg class="lanes-picture" style={{ width: `${zoom * 100}%` }} aria-hidden="true">
        <line class="lane" x1="0" x2="100%" y1={lanes.reader + 13} y2={lanes.reader + 13} />
        <line class="lane" x1="0" x2="100%" y1={lanes.card + 13} y2={lanes.card + 13} />
        {shown.map((one, at) => (
          <Mark key={at} one={one} x={share[at]!} chosen={at === chosen} choose={() => choose(at)} />
        ))}
        <Ticks us={shown.at(-1)?.us ?? 0} spans={Math.min(64, zoom * 2)} />
      </svg>
    </div>
  );
}

/** `share`: of the picture's width. */
function bringIntoView(box: HTMLElement | null, share: number): void {
  if (!box) return;
  const at = share * box.scrollWidth;
  const margin = 20;
  if (at < box.scrollLeft + margin || at > box.scrollLeft + box.clientWidth - margin) box.scrollLeft = at - box.clientWidth / 2;
}

/** Where each frame lies, 0 to 1; a trace without times is spread evenly. */
function shares(shown: Shown[]): number[] {
  const [first, last] = [shown[0]?.us ?? 0, shown.at(-1)?.us ?? 0];
  const all = last - first;
  return shown.map(({ us }, at) => 0.01 + 0.98 * (all > 0 ? (us - first) / all : at / Math.max(1, shown.length - 1)));
}

function LaneNames({ shown }: { shown: Shown[] }) {
  const { who } = words.value.traces;
  const above = shown.some((one) => one.who === "host") ? who.host : who.reader;
  const below = shown.some((one) => one.who === "card") ? who.card : who.chip;
  return (
    <div class="lanes-names" aria-hidden="true">
      <span>{above}</span>
      <span>{below}</span>
    </div>
  );
}

function Mark({ one, x, chosen, choose }: { one: Shown; x: number; chosen: boolean; choose: () => void }) {
  const at = `${x * 100}%`;
  const look = one.trouble ? "trouble" : one.who;
  const tall = one.trouble ? 8 : 0;
  return (
    <g class={`mark mark-${look}`} onClick={choose}>
      {chosen && <line class="mark-chosen" x1={at} x2={at} y1="0" y2="96" />}
      {one.who === "door" ? (
        <circle cx={at} cy={lanes.door + 10} r="6" />
      ) : (
        <rect x={at} y={lanes[one.who] - tall / 2} width={mark.width} height={mark.height + tall} />
      )}
      {/* Wider than the mark, so that a finger finds it. */}
      <rect class="mark-target" x={at} y={lanes[one.who]} width="9" height={mark.height} transform="translate(-3 0)" />
      <title>{`${timeWords(one.us)} · ${words.value.traces.who[one.who]} · ${one.means}`}</title>
    </g>
  );
}

function Ticks({ us, spans }: { us: number; spans: number }) {
  const ticks = Array.from({ length: spans + 1 }, (_, i) => i / spans);
  return (
    <>
      {ticks.map((tick) => (
        <text
          key={tick}
          class="lane-tick"
          x={`${1 + tick * 98}%`}
          y="112"
          text-anchor={tick === 0 ? "start" : tick === 1 ? "end" : "middle"}
        >
          {timeWords(us * tick)}
        </text>
      ))}
    </>
  );
}
