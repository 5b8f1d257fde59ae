import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as message from "../../../../firmware/src/wire/message";
import { pathOf, paths } from "../../../../host-tools/api/paths";
import type { ReaderIdentity } from "../../../../host-tools/api/readers";
import { BackendAtWork } from "../../../support/backend-at-work";
import type { ModelReader } from "../../../support/model-reader";
import { tapOf } from "../../../support/model-reader";

let dir: string;
let at: BackendAtWork;
let identity: ReaderIdentity;
let codes: string[];
const log = { info: () => undefined, warn: () => undefined, error: (fields: object) => void codes.push((fields as { code: string }).code) };
const start = async () => (at = await BackendAtWork.start({ dataDir: dir, log }));

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "latchkey-"));
  codes = [];
  await start();
  const reader = await at.reader("Lobby");
  identity = reader.identity;
  await at.level("Staff", [identity.doorId!]);
  await at.client.send("POST", pathOf(paths.doorCommands, identity.doorId!), { action: "unlock" });
  await reader.sync();
  await reader.report([tapOf(undefined), tapOf(undefined)]);
});
afterEach(async () => {
  await at.stop();
  rmSync(dir, { recursive: true });
});

/** The reader as it was, met by a backend that starts anew. */
async function metAgain(): Promise<ModelReader> {
  const before = await at.modelOf({ ...identity, backend: { ...identity.backend, port: at.backend.port } }, 2);
  await before.sync();
  await at.stop();
  await start();
  const reader = await at.modelOf({ ...identity, backend: { ...identity.backend, port: at.backend.port } }, 3);
  const { listVersion, settings, commandDone } = before;
  return Object.assign(reader, { listVersion, settings, commandDone, acknowledged: 2, nextSequence: 3 });
}

test("a reader that holds what it was given is met without a word", async () => {
  await (await metAgain()).sync();
  expect(codes).toEqual([]);
});

test.each<[string, (reader: ModelReader) => void]>([
  ["list", (reader) => reader.listVersion++],
  ["list on its way", (reader) => ((reader.target = reader.listVersion + 1), (reader.place = 9))],
  ["removals", (reader) => (reader.removalsThrough = reader.listVersion + 1)],
  ["settings", (reader) => reader.settings!.version++],
  ["last command", (reader) => reader.commandDone++],
  ["confirmed records", (reader) => reader.acknowledged++],
])("its %s alone tells that the database is older", async (_, ahead) => {
  const reader = await metAgain();
  ahead(reader);
  await reader.sync();
  expect(codes).toEqual(["DATABASE_WENT_BACK"]);
  const row = await at.readerRow(identity.readerId);
  expect([reader.listVersion, reader.settings!.version]).toEqual([row.backendVersion, row.backendSettingsVersion]);
});

test("settings that were edited before its first word are not taken for those it holds under the same number", async () => {
  const reader = await metAgain();
  await at.client.send("PATCH", pathOf(paths.door, identity.doorId!), { unlockMs: 9000 });
  reader.settings!.version++;
  reader.acknowledged++;
  await reader.syncOnce();
  await reader.syncOnce();
  /* Open to nobody, until its list is the database's. */
  expect([reader.settings!.levels.length, reader.listVersion]).toEqual([0, expect.any(Number)]);
  const kinds = await reader.sync();
  expect(kinds.slice(0, 2)).toEqual([message.bodyListPart, message.bodySettings]);
  expect(reader.settings).toMatchObject({ unlockMs: 9000, levels: Uint8Array.of(255) });
});
