import type { DoorTagRow } from "../../../api/door-tags";
import { api } from "../../client/api";
import { directoryVersion } from "../../client/live";
import { mayDo } from "../../client/session";
import { number } from "../../i18n/format";
import { words } from "../../i18n/words";
import { hrefOf } from "../../route";
import { Empty } from "../../ui/empty";
import { Heads } from "../../ui/heads";
import type { Task } from "../../ui/load";
import { useLoaded, useTask } from "../../ui/load";
import { Failure, say } from "../../ui/notice";
import { Age, Status } from "../../ui/status";
import { Title } from "../../ui/title";
import { Waiting } from "../../ui/waiting";
import { cardNumber } from "../people/card-number";

export function TagsScreen() {
  const { tags } = words.value;
  const task = useTask();
  const loaded = useLoaded(api.doorTags, [directoryVersion.value]);
  const rows = loaded.value.value;
  return (
    <>
      <Title text={tags.title} lead={tags.lead} />
      <Waiting of={[loaded]} />
      <Failure failure={task.failure.value} />
      {rows?.length === 0 && <Empty title={tags.empty}>{tags.emptyHint}</Empty>}
      {rows && rows.length > 0 && <TagTable rows={rows} task={task} again={loaded.again} />}
      <p class="quiet">{tags.phones}</p>
    </>
  );
}

function TagTable({ rows, ...doing }: { rows: DoorTagRow[]; task: Task; again: () => void }) {
  const { tags } = words.value;
  const heads = [tags.tag, tags.door, tags.counter, tags.lastUsed, tags.state, tags.action];
  return (
    <table class="table">
      <Heads of={heads} />
      <tbody>
        {rows.map((tag) => (
          <Row key={tag.id} tag={tag} {...doing} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ tag, task, again }: { tag: DoorTagRow; task: Task; again: () => void }) {
  const { tags } = words.value;
  return (
    <tr>
      <th scope="row" data-label={tags.tag}>
        <code class={tag.revokedAt ? "code struck" : "code"}>{cardNumber(tag.uid)}</code>
        {tag.label && <small class="quiet">{tag.label}</small>}
      </th>
      <td data-label={tags.door}>
        <a href={hrefOf("doors", { settings: String(tag.doorId) })}>{tag.doorName}</a>
      </td>
      <td data-label={tags.counter}>{tag.counter === null ? "–" : number(tag.counter)}</td>
      <td data-label={tags.lastUsed}>
        <Age at={tag.lastUsed} />
      </td>
      <td data-label={tags.state}>
        <State tag={tag} />
      </td>
      <td data-label={tags.action}>{tag.revokedAt || !mayDo("readers") ? "–" : <Revoke tag={tag} task={task} again={again} />}</td>
    </tr>
  );
}

function State({ tag }: { tag: DoorTagRow }) {
  const { tags } = words.value;
  if (!tag.revokedAt) return <Status tone="ok">{tags.inUse}</Status>;
  return (
    <span class="stack">
      <Status tone="off">{tags.revoked}</Status>
      <small class="quiet">
        <Age at={tag.revokedAt} />
      </small>
    </span>
  );
}

function Revoke({ tag, task, again }: { tag: DoorTagRow; task: Task; again: () => void }) {
  const { tags } = words.value;
  const uid = cardNumber(tag.uid);
  const revoke = () => {
    if (!confirm(tags.revokeAsk(uid, tag.doorName))) return;
    task.run(async () => {
      await api.revokeDoorTag(tag.id);
      say("ok", tags.revokedNow(uid));
      again();
    });
  };
  return (
    <button type="button" class="danger" disabled={task.busy.value} onClick={revoke} aria-label={tags.revokeTag(uid)}>
      {tags.revoke}
    </button>
  );
}
