import { useRef } from "preact/hooks";
import type { FirstStep, FirstStepName, FirstStepsAnswer } from "../../../api/first-steps";
import { nextStep } from "../../../api/first-steps";
import { api } from "../../client/api";
import { chooseSteps, stepsChoice } from "../../client/first-steps";
import { directoryVersion, events, readerRows } from "../../client/live";
import { words } from "../../i18n/words";
import { hrefOf } from "../../route";
import { useLoaded } from "../../ui/load";
import { Icon } from "../../ui/icon";
import { Status } from "../../ui/status";

const screenOf = {
  door: hrefOf("doors"),
  reader: hrefOf("readers"),
  level: hrefOf("levels"),
  person: hrefOf("people"),
  card: hrefOf("people"),
  tap: hrefOf("events", { kind: "tap" }),
  hours: hrefOf("schedules"),
} satisfies Record<FirstStepName, string>;

const looks = { done: "ok", begun: "warn", open: "off" } as const;

/** What a new site needs next. By itself it shows only where something is missing, and stays to say that nothing is any more. */
export function FirstSteps() {
  const heard = readerRows.value.filter((reader) => reader.lastSeen !== null).length;
  const newest = events.value.find((event) => event.kind === "tap")?.id;
  const loaded = useLoaded(api.firstSteps, [directoryVersion.value, heard, newest]);
  const wasYoung = useRef(false);
  const answer = loaded.value.value;
  if (!answer || stepsChoice.value === "hidden") return null;
  wasYoung.current ||= nextStep(answer.rows) !== undefined;
  return wasYoung.current || stepsChoice.value === "shown" ? <Steps answer={answer} /> : null;
}

function Steps({ answer }: { answer: FirstStepsAnswer }) {
  const { firstSteps } = words.value;
  const next = nextStep(answer.rows);
  const needed = answer.rows.filter((step) => step.needed);
  const done = needed.filter((step) => step.state === "done").length;
  return (
    <section class="card first-steps" aria-labelledby="first-steps">
      <div class="card-head">
        <h2 id="first-steps">{firstSteps.title}</h2>
        <button type="button" class="plain" onClick={() => chooseSteps("hidden")}>
          <Icon name="close" />
          {firstSteps.hide}
        </button>
      </div>
      <p class="quiet" role="status">
        {next ? firstSteps.lead(done, needed.length) : firstSteps.finished}
      </p>
      <ol>
        {answer.rows.map((step) => (
          <Step key={step.name} step={step} isNext={step === next} alone={answer.onThisMachineOnly} />
        ))}
      </ol>
    </section>
  );
}

function Step({ step, isNext, alone }: { step: FirstStep; isNext: boolean; alone: boolean }) {
  const { firstSteps } = words.value;
  const { name, state, needed } = step;
  /* Of what comes later the name is enough. */
  const open = isNext || state === "begun";
  const said = state === "begun" ? firstSteps.begun[name] : firstSteps.steps[name].how;
  return (
    <li class={isNext ? "step step-next" : "step"} aria-current={isNext ? "step" : undefined} data-step={name} data-state={state}>
      <Status tone={looks[state]}>
        <a href={screenOf[name]}>{firstSteps.steps[name].what}</a>
        <span class="unseen">: {firstSteps.states[state]}</span>
        {!needed && <small class="quiet"> {firstSteps.ifWanted}</small>}
      </Status>
      {open && said && <p class="hint">{said}</p>}
      {open && name === "reader" && <ReaderWays alone={alone} />}
    </li>
  );
}

/** Without a board it goes on in the browser; with one, the board must be able to reach this backend. */
function ReaderWays({ alone }: { alone: boolean }) {
  const { firstSteps } = words.value;
  return (
    <>
      {alone && <p class="hint">{firstSteps.alone}</p>}
      <p class="hint">
        <a href={hrefOf("simulator")}>{firstSteps.simulator}</a>
      </p>
    </>
  );
}
