import type { ReaderRow } from "../../../api/readers";
import { isOnline } from "../../client/live";
import { number } from "../../i18n/format";
import { words } from "../../i18n/words";
import { hrefOf, route } from "../../route";
import { Heads } from "../../ui/heads";
import { Age, Status } from "../../ui/status";
import { ListState, SettingsState } from "./versions";

interface TableProps {
  rows: ReaderRow[];
  doorName: (id: number | null) => string;
}

export function ReaderTable({ rows, doorName }: TableProps) {
  const { readers } = words.value;
  const heads = [readers.name, readers.lastSeen, readers.list, readers.settings, readers.waiting, readers.health];
  return (
    <table class="table">
      <Heads of={heads} />
      <tbody>
        {rows.map((reader) => (
          <Row key={reader.id} reader={reader} door={doorName(reader.doorId)} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ reader, door }: { reader: ReaderRow; door: string }) {
  const { readers } = words.value;
  return (
    <tr>
      <th scope="row" data-label={readers.name}>
        <a href={hrefOf("readers", { ...route.value.filters, reader: reader.id })}>{reader.name}</a>
        <small class="quiet">{door || readers.noDoor}</small>
      </th>
      <td data-label={readers.lastSeen}>
        <Presence reader={reader} />
      </td>
      <td data-label={readers.list}>
        <ListState reader={reader} />
      </td>
      <td data-label={readers.settings}>
        <SettingsState reader={reader} />
      </td>
      <td data-label={readers.waiting}>{reader.eventsWaiting === null ? "–" : number(reader.eventsWaiting)}</td>
      <td data-label={readers.health}>
        <Health reader={reader} />
      </td>
    </tr>
  );
}

export function Presence({ reader }: { reader: ReaderRow }) {
  const { readers } = words.value;
  if (!reader.enabled) return <Status tone="off">{readers.disabled}</Status>;
  if (reader.lastSeen === null) return <Status tone="off">{readers.neverSeen}</Status>;
  return (
    <span class="stack">
      {isOnline(reader) ? <Status tone="ok">{readers.online}</Status> : <Status tone="warn">{readers.offline}</Status>}
      <small class="quiet">
        <Age at={reader.lastSeen} />
      </small>
    </span>
  );
}

export function Health({ reader }: { reader: ReaderRow }) {
  const { readers, doors } = words.value;
  if (reader.lastSeen === null && reader.alarms.length === 0) return <>–</>;
  const troubles = [
    reader.frontEndDown && readers.antennaDown,
    reader.clockSure === false && readers.clockUnsure,
    reader.doorState?.tamper && doors.tamper,
    reader.doorState?.lockFails && doors.lockFails,
    ...reader.alarms.map((alarm) => readers.alarm[alarm]),
    reader.journalBreak && readers.journalBroken(readers.journalBreak[reader.journalBreak.reason], reader.journalBreak.sequence),
  ].filter((text) => typeof text === "string");
  if (troubles.length === 0) return <Status tone="ok">{readers.fine}</Status>;
  return (
    <span class="stack">
      {troubles.map((text) => (
        <Status key={text} tone="warn">
          {text}
        </Status>
      ))}
    </span>
  );
}
