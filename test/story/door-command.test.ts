import { join } from "node:path";
import type { DoorRemoval, DoorRow } from "../../host-tools/api/directory";
import { pathOf, paths } from "../../host-tools/api/paths";
import { tapOf } from "../support/model-reader";
import { BackendAtWork } from "../support/backend-at-work";
import { latchkey, temporaryDir } from "../support/command-line";

jest.setTimeout(60_000);

describe("latchkey door", () => {
  const dir = temporaryDir();
  const data = join(dir.path, "site");
  let at: BackendAtWork;
  beforeAll(async () => {
    at = await BackendAtWork.start({ dataDir: data });
  });
  afterAll(async () => {
    await at.stop();
    dir.clean();
  });
  const door = (...args: string[]) => latchkey(["door", ...args, "--data", data, "--server", at.backend.url]);
  const names = async () => (JSON.parse((await door("list", "--json")).stdout) as { rows: DoorRow[] }).rows.map(({ name }) => name);

  it("is made and listed, and says the next step", async () => {
    expect((await door("list")).stderr).toContain("Next: latchkey door add");
    expect((await door("add", "Lab")).stderr).toContain('latchkey flash --door "Lab"');
    expect((await door("list")).stdout).toMatch(/^Lab +normal +0 readers$/m);
  });

  it("gets another name, under which what happened there before is found too", async () => {
    const reader = await at.reader("Lab");
    await reader.sync();
    await reader.report([tapOf(undefined)]);
    expect((await door("rename", "lab", "Laboratory")).stdout.trim()).toBe("lab is Laboratory now");
    expect((await at.eventsOf(reader.identity.readerId)).map(({ doorName }) => doorName)).toEqual(["Laboratory"]);
    expect(await names()).toEqual(["Laboratory"]);
  });

  it("keeps its name where another has the new one, or there is none of the old", async () => {
    await at.door("Store");
    const taken = await door("rename", "Store", "laboratory", "--json");
    expect([taken.code, taken.stdout]).toEqual([7, expect.stringContaining("NOT_UNIQUE")]);
    const unknown = await door("rename", "Attic", "Loft", "--json");
    expect([unknown.code, unknown.stdout]).toEqual([2, expect.stringContaining("DOOR_UNKNOWN")]);
    expect(await names()).toEqual(["Laboratory", "Store"]);
  });

  it("says what would go with one, and removes it only where that is meant", async () => {
    const store = (await at.client.get<{ rows: DoorRow[] }>(paths.doors)).rows.find(({ name }) => name === "Store")!.id;
    await at.person("Kim", [(await at.level("Keepers", [store])).id]);
    const foreseen = await door("remove", "store", "--dry-run", "--json");
    expect([foreseen.code, JSON.parse(foreseen.stdout)]).toEqual([0, { door: store, readers: [], unheard: [], levels: [{ id: 1, name: "Keepers" }], people: 1, tags: 0, leases: 0, dryRun: true }]);
    expect((await door("remove", "Store", "--dry-run")).stdout).toMatch(/nothing was changed\nreaders +none.*\nlevels +Keepers.*\npeople +1 person/);
    const unsaid = await door("remove", "Store", "--json");
    expect([unsaid.code, unsaid.stdout]).toEqual([2, expect.stringMatching(/DOOR_REMOVAL.*1 access level .*1 person.*--yes/)]);
    expect(await names()).toEqual(["Laboratory", "Store"]);
    const removed = await door("remove", "Store", "--yes");
    expect([removed.code, removed.stdout.trim()]).toEqual([0, "Store is gone; what happened there stays in the events"]);
    expect(await names()).toEqual(["Laboratory"]);
  });

  it("finds what happened at one that was removed by its name, as long as no other has it", async () => {
    const reader = await at.reader("Attic");
    await reader.sync();
    await reader.report([tapOf(undefined)]);
    await at.client.send("DELETE", pathOf(paths.reader, reader.identity.readerId), undefined);
    await door("remove", "Attic", "--yes");
    const events = () => latchkey(["events", "--door", "attic", "--data", data, "--server", at.backend.url]);
    expect((await events()).stdout).toContain("Attic");
    await at.door("Attic");
    expect((await events()).stdout).toBe("");
    await door("remove", "Attic", "--yes");
  });

  it("leaves one with a reader where it is, names the reader and says how it is led away", async () => {
    const foreseen = (await door("remove", "Laboratory", "--dry-run")).stdout;
    expect(foreseen).toMatch(/readers +Lab reader \(online, up to date\)/);
    for (const said of [[], ["--yes"]]) {
      const refused = await door("remove", "Laboratory", ...said);
      expect([refused.code, refused.stderr]).toEqual([7, expect.stringMatching(/Lab reader[^]*up to date[^]*DOOR_HAS_READERS/)]);
    }
    expect((await at.client.get<DoorRemoval>(pathOf(paths.doorRemoval, 1))).readers).toHaveLength(1);
    expect(await names()).toEqual(["Laboratory"]);
  });
});
