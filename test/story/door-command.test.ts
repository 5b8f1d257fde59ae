import { join } from "node:path";
import type { DoorRow } from "../../host-tools/api/directory";
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
});
