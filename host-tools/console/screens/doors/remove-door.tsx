import type { DoorRow } from "../../../api/directory";
import { isCurrent } from "../../../api/readers";
import { api } from "../../client/api";
import { directoryVersion, readerRows } from "../../client/live";
import { number } from "../../i18n/format";
import { words } from "../../i18n/words";
import { hrefOf } from "../../route";
import { Fact } from "../../ui/fact";
import { onSubmit } from "../../ui/form";
import { useLoaded, useTask } from "../../ui/load";
import { Failure, Notice, say } from "../../ui/notice";
import { Waiting } from "../../ui/waiting";
import { Presence } from "../readers/reader-table";
import { ListState } from "../readers/versions";

interface RemoveDoorProps {
  door: DoorRow;
  back: () => void;
  done: () => void;
}

/** What goes with a door, and the readers that have to be led away before it does. */
export function RemoveDoor({ door, back, done }: RemoveDoorProps) {
  const { removal, shell } = words.value;
  const task = useTask();
  const inTheWay = readerRows.value.some((reader) => reader.doorId === door.id);
  const remove = () =>
    task.run(async () => {
      await api.removeDoor(door.id);
      say("ok", words.value.removal.doorGone(door.name));
      done();
    });
  return (
    <>
      <p>{removal.doorLead}</p>
      <InTheWay door={door.id} />
      <Unheard />
      <WhatGoes door={door.id} />
      <form onSubmit={onSubmit(remove)}>
        <Failure failure={task.failure.value} />
        <div class="form-foot">
          <button type="submit" class="danger" disabled={task.busy.value || inTheWay}>
            {removal.doorNow(door.name)}
          </button>
          <button type="button" onClick={back}>
            {shell.cancel}
          </button>
        </div>
      </form>
    </>
  );
}

function InTheWay({ door }: { door: number }) {
  const { removal } = words.value;
  const own = readerRows.value.filter((reader) => reader.doorId === door);
  if (own.length === 0) return null;
  return (
    <Notice tone="warn" title={removal.inTheWay}>
      <p>{removal.inTheWayHint}</p>
      <ul class="rows">
        {own.map((reader) => (
          <li class="row" key={reader.id}>
            <div class="row-main">
              <a href={hrefOf("readers", { reader: reader.id })}>{reader.name}</a>
              <Presence reader={reader} />
              <ListState reader={reader} />
            </div>
          </li>
        ))}
      </ul>
    </Notice>
  );
}

/** Led away from some door and not heard since: nobody knows here whether it hangs at this one. */
function Unheard() {
  const { removal } = words.value;
  const unheard = readerRows.value.filter((reader) => reader.doorId === null && reader.lastSeen !== null && !isCurrent(reader));
  if (unheard.length === 0) return null;
  return (
    <Notice tone="warn" title={removal.unheardHere(unheard.map(({ name }) => name).join(", "))}>
      <p>{removal.unheardHereHint}</p>
    </Notice>
  );
}

function WhatGoes({ door }: { door: number }) {
  const { removal } = words.value;
  const loaded = useLoaded(() => api.doorRemoval(door), [door, directoryVersion.value]);
  const goes = loaded.value.value;
  if (!goes) return <Waiting of={[loaded]} />;
  return (
    <dl class="facts">
      <Fact name={removal.levels}>{goes.levels.map(({ name }) => name).join(", ") || removal.noLevels}</Fact>
      <Fact name={removal.people}>{number(goes.people)}</Fact>
      <Fact name={removal.tags}>{number(goes.tags)}</Fact>
    </dl>
  );
}
