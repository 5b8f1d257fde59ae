import { useSignal } from "@preact/signals";
import type { CredentialRow, DoorRow, PersonRow } from "../../../api/directory";
import type { LeaseRow, LeasesAnswer, PhoneSecrets } from "../../../api/phones";
import { api } from "../../client/api";
import { dayOf } from "../../i18n/format";
import { mayDo } from "../../client/session";
import { words } from "../../i18n/words";
import { Codes } from "../../ui/codes";
import { Check, onSubmit, Select, textOf } from "../../ui/form";
import { Icon } from "../../ui/icon";
import { useLoaded, useTask } from "../../ui/load";
import { May } from "../../ui/may";
import { Failure, Notice } from "../../ui/notice";
import { Status } from "../../ui/status";
import { cardCalled } from "./card-called";

const hoursOfDay = 24;
const leaseDays = ["1", "7", "30"];

/** Phones as credentials, their leases, and the link that lets a phone ask at a door's tag. What is secret is shown once. */
export function Phones({ person, again }: { person: PersonRow; again: () => void }) {
  const { phones } = words.value;
  const task = useTask();
  const made = useSignal<PhoneSecrets | undefined>(undefined);
  const link = useSignal<string | undefined>(undefined);
  const held = person.credentials.filter((card) => card.technology === "phone");
  const add = () =>
    task.run(async () => {
      made.value = await api.addPhone(person.id);
      again();
    });
  const makeLink = () => task.run(async () => void (link.value = (await api.passLink(person.id)).url));
  const withdraw = () => {
    if (confirm(phones.withdrawAsk(person.name))) task.run(() => api.withdrawPasses(person.id).then(() => void (link.value = undefined)));
  };
  return (
    <>
      {held.map((phone) => (
        <Leases key={phone.id} phone={phone} />
      ))}
      {made.value && <Once title={phones.once} hint={phones.onceHint} lines={[[phones.phoneKey, made.value.phoneKey], [phones.groupKey, made.value.groupKey]]} />}
      {link.value && <Once title={phones.linkOnce} hint={phones.linkHint} lines={[[phones.link, link.value]]} />}
      <Failure failure={task.failure.value} />
      <May right="people">
        <div class="form-foot">
          <button type="button" disabled={task.busy.value} onClick={add}>
            <Icon name="plus" />
            {phones.add}
          </button>
          <button type="button" disabled={task.busy.value} onClick={makeLink}>
            {phones.makeLink}
          </button>
          <button type="button" class="danger" disabled={task.busy.value} onClick={withdraw}>
            {phones.withdraw}
          </button>
        </div>
      </May>
    </>
  );
}

function Once({ title, hint, lines }: { title: string; hint: string; lines: [string, string][] }) {
  return (
    <Notice tone="warn" title={title}>
      <p>{hint}</p>
      <Codes lines={lines} />
    </Notice>
  );
}

function Leases({ phone }: { phone: CredentialRow }) {
  const { phones } = words.value;
  const loaded = useLoaded(() => Promise.all([api.leases(phone.id), api.doors()]), [phone.id, phone.enabled]);
  const task = useTask();
  const issued = useSignal<LeasesAnswer>({ rows: [], groups: [] });
  const [leases, doors] = loaded.value.value ?? [[], []];
  const issue = (form: FormData) =>
    task.run(async () => {
      const hours = Number(textOf(form, "days")) * hoursOfDay;
      issued.value = await api.issueLeases(phone.id, { doorId: Number(textOf(form, "door")), hours, unlocked: form.has("unlocked"), renews: form.has("renews") });
      loaded.again();
    });
  return (
    <section aria-label={phones.leasesOf(phone.label || cardCalled(phone))}>
      <h4>{phones.leasesOf(phone.label || cardCalled(phone))}</h4>
      <Failure failure={loaded.failure.value} again={loaded.again} />
      <ul class="rows">
        {standing(leases).map((lease) => (
          <Lease key={lease.id} lease={lease} doors={doors} revoke={() => task.run(() => api.revokeLease(lease.id).then(loaded.again))} busy={task.busy.value} />
        ))}
      </ul>
      {issued.value.rows.length > 0 && <Once title={phones.issued} hint={phones.issuedHint} lines={linesOf(issued.value)} />}
      <Failure failure={task.failure.value} />
      {doors.length > 0 && mayDo("people") && <LeaseForm doors={doors} issue={issue} busy={task.busy.value} />}
    </section>
  );
}

function linesOf({ rows, groups }: LeasesAnswer): [string, string][] {
  const { phones } = words.value;
  const leases = rows.map((one): [string, string] => [phones.leaseNumber(one.id), `${one.doorKeyId}:${one.lease}`]);
  return [...leases, ...groups.map((one): [string, string] => [phones.groupKey, `${one.id}:${one.key}`])];
}

function LeaseForm({ doors, issue, busy }: { doors: DoorRow[]; issue: (form: FormData) => void; busy: boolean }) {
  const { phones } = words.value;
  return (
    <form onSubmit={onSubmit(issue)}>
      <div class="pair">
        <Select label={phones.door} name="door" options={doors.map(({ id, name }) => ({ value: String(id), text: name }))} />
        <Select label={phones.validFor} name="days" value="7" options={leaseDays.map((value) => ({ value, text: phones.days(Number(value)) }))} />
      </div>
      <Check name="unlocked" label={phones.unlocked} hint={phones.unlockedHint} checked={false} />
      <Check name="renews" label={phones.renews} hint={phones.renewsHint} checked={false} />
      <div class="form-foot">
        <button type="submit" disabled={busy}>
          {phones.issue}
        </button>
      </div>
    </form>
  );
}

/** Without those that have ended and were followed by another; one that renews goes on after its end. */
const standing = (leases: LeaseRow[]): LeaseRow[] =>
  leases.filter((lease) => lease.state !== "expired" || !leases.some((one) => one.readerId === lease.readerId && one.id > lease.id));

const tones = { valid: "ok", expired: "off", revoked: "bad" } as const;

function Lease({ lease, doors, revoke, busy }: { lease: LeaseRow; doors: DoorRow[]; revoke: () => void; busy: boolean }) {
  const { phones, people } = words.value;
  const door = doors.find(({ id }) => id === lease.doorId)?.name ?? phones.goneDoor;
  return (
    <li class="row">
      <div class="row-main">
        <span>{door}</span>
        <small class="quiet">
          {people.validity(undefined, dayOf(lease.validUntil))}
          {lease.renews && ` · ${phones.renewing}`}
        </small>
      </div>
      <Status tone={tones[lease.state]}>{phones.states[lease.state]}</Status>
      {mayDo("people") && (lease.state === "valid" || (lease.renews && lease.state === "expired")) && (
        <button type="button" class="danger" disabled={busy} onClick={revoke} aria-label={phones.takeBackAt(door)}>
          {phones.takeBack}
        </button>
      )}
    </li>
  );
}
