import { useSignal } from "@preact/signals";
import type { DoorRow } from "../../../api/directory";
import type { DoorPatch } from "../../client/api";
import { api } from "../../client/api";
import { words } from "../../i18n/words";
import { hrefOf } from "../../route";
import { Check, onSubmit, Select, textOf, TextField } from "../../ui/form";
import { FormFoot } from "../../ui/form-foot";
import { useTask } from "../../ui/load";
import { Failure, say } from "../../ui/notice";
import { Sheet } from "../../ui/sheet";
import { FormerUsers } from "./former-users";
import { RemoveDoor } from "./remove-door";

const switches = ["asksPin", "rexUnlocks", "unsureClockOpens", "journalFailOpens", "keepNewest"] as const;

interface DoorSettingsProps {
  door: DoorRow;
  close: () => void;
  again: () => void;
}

export function DoorSettingsSheet({ door, close, again }: DoorSettingsProps) {
  const { doors, removal } = words.value;
  const removing = useSignal(false);
  const done = () => {
    again();
    close();
  };
  return (
    <Sheet key={String(removing.value)} title={removing.value ? removal.doorTitle(door.name) : `${door.name}: ${doors.settings}`} close={close}>
      {removing.value ? (
        <RemoveDoor door={door} back={() => (removing.value = false)} done={done} />
      ) : (
        <Settings door={door} close={close} again={again} remove={() => (removing.value = true)} />
      )}
    </Sheet>
  );
}

function Settings({ door, close, again, remove }: DoorSettingsProps & { remove: () => void }) {
  const { doors, removal } = words.value;
  const task = useTask();
  const submit = (form: FormData) =>
    task.run(async () => {
      await api.changeDoor(door.id, patchOf(form));
      say("ok", words.value.people.saved(textOf(form, "name")));
      again();
      close();
    });
  return (
    <>
      <form onSubmit={onSubmit(submit)}>
        <Fields door={door} />
        <Failure failure={task.failure.value} />
        <FormFoot task={task} close={close}>
          <button type="button" class="danger" onClick={remove}>
            {removal.door}
          </button>
        </FormFoot>
      </form>
      {!door.asksPin && <a href={hrefOf("cards", { withoutPin: String(door.id), state: "active" })}>{doors.whoLacksPin}</a>}
      {door.formerUntil && <FormerUsers door={door.id} />}
    </>
  );
}

function Fields({ door }: { door: DoorRow }) {
  const { doors } = words.value;
  const levels = doors.assuranceLevels.map((text, level) => ({ value: String(level), text }));
  return (
    <>
      <TextField label={doors.name} name="name" value={door.name} required maxLength={120} />
      <div class="pair">
        <Seconds label={doors.unlockS} name="unlockS" value={door.unlockMs / 1000} max={30} />
        <Seconds label={doors.extendedS} name="extendedS" value={door.extendedMs / 1000} max={30} />
      </div>
      <TextField label={doors.heldOpenS} name="heldOpenS" type="number" min={1} max={3600} value={door.heldOpenS} required />
      <Select label={doors.assurance} name="assuranceMin" value={String(door.assuranceMin)} options={levels} />
      <div class="pair">
        <TextField label={doors.formerUntil} hint={doors.formerHint} name="formerUntil" type="date" value={lastDayOf(door.formerUntil)} />
        <Select label={doors.formerMin} name="formerMin" value={String(door.formerMin)} options={levels} />
      </div>
      <TextField label={doors.clockGraceMin} name="clockGraceMin" type="number" min={0} max={1440} value={door.clockGraceMin} required />
      {switches.map((name) => (
        <Check key={name} name={name} label={doors[name]} checked={door[name]} />
      ))}
    </>
  );
}

/** The day that ends at this instant; UTC, as the backend reads a bare day. */
function lastDayOf(until: string | null): string | undefined {
  return until === null ? undefined : new Date(Date.parse(until) - 1).toISOString().slice(0, 10);
}

function Seconds(props: { label: string; name: string; value: number; max: number }) {
  return <TextField {...props} type="number" min={0.2} step="0.1" required />;
}

function patchOf(form: FormData): DoorPatch {
  const milliseconds = (name: string) => Math.round(Number(textOf(form, name)) * 1000);
  return {
    name: textOf(form, "name"),
    unlockMs: milliseconds("unlockS"),
    extendedMs: milliseconds("extendedS"),
    heldOpenS: Number(textOf(form, "heldOpenS")),
    assuranceMin: Number(textOf(form, "assuranceMin")),
    formerMin: Number(textOf(form, "formerMin")),
    formerUntil: textOf(form, "formerUntil") || null,
    clockGraceMin: Number(textOf(form, "clockGraceMin")),
    asksPin: form.has("asksPin"),
    rexUnlocks: form.has("rexUnlocks"),
    unsureClockOpens: form.has("unsureClockOpens"),
    journalFailOpens: form.has("journalFailOpens"),
    keepNewest: form.has("keepNewest"),
  };
}
