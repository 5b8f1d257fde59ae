import { pathOf, paths } from "../../host-tools/api/paths";
import type { ReaderRow, ReadersAnswer } from "../../host-tools/api/readers";
import { locked } from "../../firmware/src/wire/settings";
import type { ModelReader } from "../support/model-reader";
import { BackendAtWork } from "../support/backend-at-work";
import { latchkey, type Finished } from "../support/command-line";

jest.setTimeout(60_000);

describe("latchkey reader", () => {
  let at: BackendAtWork;
  let lab: ModelReader;
  beforeEach(async () => {
    at = await BackendAtWork.start();
    lab = await at.reader("Lab");
    const staff = await at.level("Staff", [lab.identity.doorId!]);
    await at.card((await at.person("Kim", [staff.id])).id, "04a1b2c3d4e5f6");
    for (let n = 0; n < 2; n++) await lab.sync();
  });
  afterEach(() => at.stop());
  const run = (...args: string[]) => latchkey(args, { LATCHKEY_SERVER: at.backend.url, LATCHKEY_TOKEN: at.backend.apiToken });
  const reader = (...args: string[]) => run("reader", ...args);
  const rows = async (): Promise<ReaderRow[]> => (await at.client.get<ReadersAnswer>(paths.readers)).rows;
  const codeOf = ({ code, stdout }: Finished) => [code, (JSON.parse(stdout.trim().split("\n").at(-1)!) as { error: { code: string } }).error.code];

  it("lists each with its door, whether it is heard, and whether it goes by the newest", async () => {
    await at.client.send("POST", paths.readers, { name: "Spare" });
    await at.door("Front");
    const { stdout } = await reader("list");
    expect(stdout).toMatch(/^Lab reader +Lab +online +up to date$/m);
    expect(stdout).toMatch(/^Spare +no door +never heard +not up to date$/m);
    expect((JSON.parse((await reader("list", "--json")).stdout) as { rows: ReaderRow[] }).rows.map(({ name }) => name)).toEqual(["Lab reader", "Spare"]);
  });

  it("gets another name, another door or none", async () => {
    await at.door("Front");
    expect((await reader("set", "lab reader", "--name", "Gate")).stdout.trim()).toBe("Gate is at Lab");
    expect((await reader("set", "Gate", "--door", "front")).stdout.trim()).toBe("Gate is at Front");
    const led = await reader("set", "Gate", "--no-door");
    expect([led.stdout.trim(), led.stderr]).toEqual(["Gate is at no door", expect.stringContaining("not heard")]);
    expect(codeOf(await reader("set", "Gate", "--json"))).toEqual([2, "READER_OPTIONS"]);
    expect(codeOf(await reader("set", "Gone", "--no-door", "--json"))).toEqual([2, "READER_UNKNOWN"]);
  });

  it("is removed once it has heard that it has no door, and the door after it", async () => {
    expect(codeOf(await reader("remove", "Lab reader", "--json"))).toEqual([2, "READER_REMOVAL"]);
    expect((await rows())[0]).toMatchObject({ doorId: lab.identity.doorId });
    const told = lab.poked();
    const removing = reader("remove", "Lab reader", "--yes");
    await told;
    for (let n = 0; n < 2; n++) await lab.sync();
    expect([lab.list.size, lab.settings!.mode]).toEqual([0, locked]);
    const removed = await removing;
    expect([removed.code, removed.stdout.trim()]).toEqual([0, "the reader Lab reader is gone; it opens for nobody any more"]);
    expect(await rows()).toEqual([]);
    expect((await run("door", "remove", "Lab", "--yes")).code).toBe(0);
  });

  it("is kept where it does not hear, without its door, unless that is meant: it goes on opening by the list it has", async () => {
    const kept = await reader("remove", "Lab reader", "--yes", "--wait", "1", "--json");
    expect([...codeOf(kept), kept.stdout]).toEqual([5, "READER_UNHEARD", expect.stringMatching(/goes on opening.*--unheard/)]);
    expect(await rows()).toMatchObject([{ doorId: null }]);
    expect(lab.list.size).toBe(1);
    const removed = await reader("remove", "Lab reader", "--yes", "--unheard", "--wait", "0");
    expect([removed.code, removed.stdout]).toEqual([0, expect.stringContaining("goes on opening")]);
    expect(await rows()).toEqual([]);
  });

  it("that is disabled hears nothing, which is said instead of waiting", async () => {
    await at.client.send("PATCH", pathOf(paths.reader, lab.identity.readerId), { enabled: false });
    const kept = await reader("remove", "Lab reader", "--yes", "--json");
    expect([...codeOf(kept), kept.stdout]).toEqual([5, "READER_UNHEARD", expect.stringContaining("disabled")]);
  });
});
