import type { AccessAnswer, DoorRow, PersonRow } from "../../../api/directory";
import { api } from "../../client/api";
import { directoryVersion, readerRows } from "../../client/live";
import { words } from "../../i18n/words";
import { useLoaded } from "../../ui/load";
import { Failure } from "../../ui/notice";
import { Status } from "../../ui/status";
import { reasonWords } from "../now/event-words";

/* Asked door by door; a site with more doors than this needs a search instead of a list. */
const doorsAsked = 24;

interface Answer {
  door: DoorRow;
  access: AccessAnswer;
}

async function askDoors(person: number): Promise<Answer[]> {
  const doors = (await api.doors()).slice(0, doorsAsked);
  return Promise.all(doors.map(async (door) => ({ door, access: await api.access(door.id, person) })));
}

/** What each door's reader would decide at this moment, by the same function the reader runs. */
export function Explain({ person }: { person: PersonRow }) {
  const { people } = words.value;
  const cards = person.credentials.map((card) => `${card.id}${card.enabled}`).join();
  const answers = useLoaded(() => askDoors(person.id), [person.id, person.enabled, cards, directoryVersion.value]);
  if (person.credentials.length === 0) return null;
  return (
    <section aria-labelledby="person-explain">
      <h3 id="person-explain">{people.explain}</h3>
      <Failure failure={answers.failure.value} again={answers.again} />
      <ul class="rows">
        {answers.value.value?.map(({ door, access }) => (
          <DoorAnswer key={door.id} door={door} access={access} />
        ))}
      </ul>
    </section>
  );
}

/** The card is known here, whatever the door's reader makes of it. */
function whyAt(door: DoorRow, { reason }: AccessAnswer): string {
  const { notListed, noReader } = words.value.events;
  if (reason !== "unknownCredential") return reasonWords(reason);
  return readerRows.value.some((reader) => reader.doorId === door.id) ? notListed : noReader;
}

function DoorAnswer({ door, access }: Answer) {
  const { events } = words.value;
  return (
    <li class="row">
      <div class="row-main">
        <span>{door.name}</span>
        <small class="quiet">{whyAt(door, access)}</small>
      </div>
      <Status tone={access.granted ? "ok" : "bad"}>{access.granted ? events.granted : events.denied}</Status>
    </li>
  );
}
