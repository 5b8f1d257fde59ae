import { useSignal } from "@preact/signals";
import { replayTrace, type Replay } from "../../../trace/replay";
import { verdictsOf, type Trace } from "../../../trace/trace";
import { recordReasonWords } from "./verdict-words";
import { words } from "../../i18n/words";
import { Icon } from "../../ui/icon";
import { Status } from "../../ui/status";

type Verdict = Replay["verdicts"][number];

/** What was decided then, and what the firmware in this page decides now. */
export function ReplayCard({ trace }: { trace: Trace }) {
  const { traces } = words.value;
  const replay = useSignal<Replay | undefined>(undefined);
  const found = replay.value;
  return (
    <section class="card trace-replay" aria-label={traces.replay}>
      <div class="trace-verdicts">
        <Verdicts title={traces.recorded} verdicts={verdictsOf(trace)} />
        {found && <Verdicts title={traces.now} verdicts={found.verdicts} />}
      </div>
      <div>
        <button type="button" onClick={() => (replay.value = replayTrace(trace))}>
          <Icon name="play" />
          {traces.replay}
        </button>
        {!found && <p class="hint">{traces.replayHint}</p>}
        <div class="trace-outcome" role="status">
          {found && <Outcome replay={found} />}
        </div>
      </div>
    </section>
  );
}

function Verdicts({ title, verdicts }: { title: string; verdicts: Verdict[] }) {
  const { traces } = words.value;
  return (
    <div>
      <h2>{title}</h2>
      {verdicts.length === 0 && <p class="quiet">{traces.noVerdict}</p>}
      {verdicts.map((verdict, at) => (
        <p key={at}>
          <Status tone={verdict.verdict === "granted" ? "ok" : "bad"}>{recordReasonWords(verdict)}</Status>
        </p>
      ))}
    </div>
  );
}

function Outcome({ replay }: { replay: Replay }) {
  const { traces } = words.value;
  const { differences, unjudged } = replay;
  if (differences.length + unjudged.length === 0) return <Status tone="ok">{traces.same}</Status>;
  return (
    <>
      {differences.length > 0 && <Status tone="warn">{traces.differs}</Status>}
      <Lines of={differences} />
      {unjudged.length > 0 && <Status tone="off">{traces.unjudged}</Status>}
      <Lines of={unjudged} />
    </>
  );
}

function Lines({ of }: { of: string[] }) {
  return (
    <ul>
      {of.map((text) => (
        <li key={text}>{text}</li>
      ))}
    </ul>
  );
}
