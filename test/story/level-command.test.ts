import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { LevelRow, PersonRow } from "../../host-tools/api/directory";
import { BackendAtWork } from "../support/backend-at-work";
import { latchkey, Running, temporaryDir, type Finished } from "../support/command-line";

jest.setTimeout(120_000);

/* Who has no console at hand, or a hundred sites to set up: from an empty site to a card that opens, by commands alone. */
describe("a site by commands alone", () => {
  const dir = temporaryDir();
  const data = join(dir.path, "site");
  const running: Running[] = [];
  let url: string;
  const run = (...args: string[]) => latchkey([...args, "--data", data, "--server", url]);

  beforeAll(async () => {
    const serving = new Running(["serve", "--data", data, "--port", "0"]);
    running.push(serving);
    url = /listening +(\S+)/.exec(await serving.line((line) => line.startsWith("listening")))![1]!;
    await serving.line((line) => line.startsWith("enrol"));
    expect(readFileSync(join(data, "token"), "utf8")).not.toBe("");
  });
  afterAll(async () => {
    for (const one of running.reverse()) await one.stop("SIGINT");
    dir.clean();
  });

  it("has a door, and is told that people need a level next", async () => {
    expect((await run("level", "list")).stderr).toContain("Next: latchkey level add");
    expect((await run("door", "add", "Lab")).code).toBe(0);
  });

  it("takes no people for a level that is not there, and says how one is made", async () => {
    const file = join(dir.path, "people.csv");
    writeFileSync(file, "name,technology,identifier,levels\nKim,uid,04A1B2C3,Staff\n");
    const refused = await run("import", file);
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining("latchkey level add")]);
    const made = await run("level", "add", "Staff", "--door", "lab");
    expect([made.code, made.stdout.trim()]).toEqual([0, "Staff leads to Lab, Always"]);
    expect(made.stderr).toContain("latchkey import");
    expect((await run("import", file)).code).toBe(0);
  });

  it("opens the door for the card of the file", async () => {
    const readers = new Running(["sim", "run", "--readers", "1", "--data", data, "--server", url]);
    running.push(readers);
    await readers.line((line) => line === "running: Lab");
    let tapped: Finished;
    do tapped = await latchkey(["sim", "tap", "uid:04A1B2C3", "--data", data]);
    while (!tapped.stdout.includes("granted"));
    expect(tapped.stdout).toContain("Lab");
  });
});

describe("latchkey level", () => {
  let at: BackendAtWork;
  beforeAll(async () => {
    at = await BackendAtWork.start();
    for (const name of ["Front", "Lab", "Store"]) await at.door(name);
  });
  afterAll(() => at.stop());
  const level = (...args: string[]) => latchkey(["level", ...args], { LATCHKEY_SERVER: at.backend.url, LATCHKEY_TOKEN: at.backend.apiToken });
  const rows = async () => (JSON.parse((await level("list", "--json")).stdout) as { rows: LevelRow[] }).rows;
  const codeOf = ({ code, stdout }: Finished) => [code, (JSON.parse(stdout) as { error: { code: string } }).error.code];

  it("takes doors and schedule by name, and lists them so, with how many people have it", async () => {
    await level("add", "Staff", "--door", "front", "--door", "Lab", "--schedule", "office hours");
    const { id } = (await rows())[0]!;
    await at.person("Kim", [id]);
    await at.person("Lee", [id]);
    expect((await level("list")).stdout).toMatch(/^Staff +2 people +Office hours +Front, Lab$/m);
  });

  it("is given another name, schedule or doors, each without the others", async () => {
    expect((await level("set", "staff", "--name", "Employees")).stdout.trim()).toBe("Employees leads to Front, Lab, Office hours");
    expect((await level("set", "Employees", "--schedule", "always")).stdout.trim()).toBe("Employees leads to Front, Lab, Always");
    expect((await level("set", "Employees", "--add-door", "Store", "--drop-door", "Front")).stdout.trim()).toBe("Employees leads to Lab, Store, Always");
    expect((await level("set", "Employees", "--door", "Front")).stdout.trim()).toBe("Employees leads to Front, Always");
  });

  it("says what a name or option cannot stand for, and what can", async () => {
    const wrong = [
      { args: ["set", "Guests", "--door", "Lab"], code: "LEVEL_UNKNOWN", words: "Employees" },
      { args: ["add", "Guests", "--door", "Attic"], code: "DOOR_UNKNOWN", words: "Front, Lab, Store" },
      { args: ["add", "Guests", "--schedule", "Nights"], code: "SCHEDULE_UNKNOWN", words: "Always, Office hours" },
      { args: ["set", "Employees"], code: "LEVEL_OPTIONS", words: "--add-door" },
      { args: ["set", "Employees", "--door", "Lab", "--add-door", "Front"], code: "LEVEL_OPTIONS", words: "--door" },
    ];
    for (const { args, code, words } of wrong) {
      const ended = await level(...args, "--json");
      expect([...codeOf(ended), ended.stdout]).toEqual([2, code, expect.stringContaining(words)]);
    }
    expect(codeOf(await level("add", "EMPLOYEES", "--json"))).toEqual([7, "NOT_UNIQUE"]);
    expect((await rows()).map(({ name, doors }) => [name, doors.length])).toEqual([["Employees", 1]]);
  });

  it("is taken from people only where that is meant", async () => {
    const asked = await level("remove", "Employees", "--json");
    expect([...codeOf(asked), asked.stdout]).toEqual([2, "LEVEL_HELD", expect.stringContaining("2 people")]);
    expect((await level("remove", "Employees", "--yes")).stdout).toContain("2 people");
    expect(await rows()).toEqual([]);
    const { rows: people } = await at.client.get<{ rows: PersonRow[] }>("/api/v1/people");
    expect(people.map(({ levels }) => levels)).toEqual([[], []]);
    await level("add", "Nobody's");
    expect((await level("remove", "Nobody's")).code).toBe(0);
  });
});
