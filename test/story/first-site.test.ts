import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ApiClient } from "../../host-tools/api/client";
import type { DoorRow } from "../../host-tools/api/directory";
import type { FirstStepsAnswer } from "../../host-tools/api/first-steps";
import { nextStep } from "../../host-tools/api/first-steps";
import { paths } from "../../host-tools/api/paths";
import type { SignInLink } from "../../host-tools/api/session";
import type { ReaderIdentity } from "../../host-tools/api/readers";
import { refuseUnreachable } from "../../host-tools/cli/flash/refuse-unreachable";
import { loadBoard } from "../../host-tools/flash/board-config";
import { latchkey, Running, temporaryDir } from "../support/command-line";

jest.setTimeout(120_000);

/* Somebody with the README and no board: each command says the next, until a card has opened a door. */
describe("a site of one's own, from nothing", () => {
  const dir = temporaryDir();
  const data = join(dir.path, "my-site");
  const running: Running[] = [];
  let client: ApiClient;
  let url: string;
  afterAll(async () => {
    for (const one of running.reverse()) await one.stop("SIGINT");
    dir.clean();
  });

  async function serve(...args: string[]): Promise<Running> {
    const serving = new Running(["serve", "--data", data, "--port", "0", ...args]);
    running.push(serving);
    const port = /listening +\S+:(\d+)/.exec(await serving.line((line) => line.startsWith("listening")))![1]!;
    url = `http://127.0.0.1:${port}`;
    client = new ApiClient(fetch, url, readFileSync(join(data, "token"), "utf8").trim());
    await serving.line((line) => line.startsWith("enrol"));
    return serving;
  }
  const heard = async (said: string[], part: string) => {
    while (!said.some((line) => line.includes(part))) await new Promise((next) => setTimeout(next, 20));
  };
  const next = async () => nextStep((await client.get<FirstStepsAnswer>(paths.firstSteps)).rows)?.name;

  it("begins with the backend, which says where to go on and that no board can reach it so", async () => {
    const serving = await serve();
    await heard(serving.complaints, "Next: open the sign-in link");
    await heard(serving.complaints, "--host 0.0.0.0");
    expect(await next()).toBe("door");
  });

  it("has readers without boards, who join by themselves", async () => {
    const readers = new Running(["sim", "run", "--readers", "1", "--data", data, "--server", url]);
    running.push(readers);
    await readers.line((line) => line.includes("Door 1"));
    while ((await next()) !== "level") await new Promise((wait) => setTimeout(wait, 50));
  });

  it("gives a reader to the door that waits for one, and the same one again the next time", async () => {
    await client.send("POST", paths.doors, { name: "정문" });
    await client.send("POST", paths.doors, { name: "후문" });
    for (const readers of ["3", "2", "4"]) {
      await running.pop()!.stop("SIGINT");
      const all = new Running(["sim", "run", "--readers", readers, "--data", data, "--server", url]);
      running.push(all);
      expect(await all.line((line) => line.startsWith("running"))).toBe(`running: ${["Door 1", "정문", "후문", "Door 2"].slice(0, Number(readers)).join(", ")}`);
    }
    const { rows } = await client.get<{ rows: DoorRow[] }>(paths.doors);
    expect(rows.map(({ name, readers }) => [name, readers.length])).toEqual([["Door 1", 1], ["정문", 1], ["후문", 1], ["Door 2", 1]]);
  });

  it("takes people from a file once there is an access level, and names the next step", async () => {
    const { rows: doors } = await client.get<{ rows: { id: number }[] }>(paths.doors);
    await client.send("POST", paths.levels, { name: "Staff", doors: [doors[0]!.id], scheduleId: 1 });
    expect(await next()).toBe("person");
    const file = join(dir.path, "people.csv");
    writeFileSync(file, "name,technology,identifier,levels\nKim,uid,04A1B2C3,Staff\n");
    const { code, stderr } = await latchkey(["import", file, "--data", data, "--server", url]);
    expect([code, stderr.trim()]).toEqual([0, expect.stringMatching(/^Next: hold one of the cards/)]);
    expect(await next()).toBe("tap");
  });

  it("is at work when the first card has opened a door, and then no command says what is left", async () => {
    for (;;) {
      const { stdout } = await latchkey(["sim", "tap", "uid:04A1B2C3", "--data", data]);
      if (stdout.includes("granted")) break;
    }
    while ((await next()) !== undefined) await new Promise((wait) => setTimeout(wait, 50));
    for (const one of running.splice(0).reverse()) await one.stop("SIGINT");
    const serving = await serve();
    await client.get(paths.site);
    expect(serving.complaints.filter((line) => line.startsWith("Next"))).toEqual([]);
  });

  it("tells readers an address that others can reach where it listens to the network, whoever asks", async () => {
    for (const one of running.splice(0)) await one.stop("SIGINT");
    const serving = await serve("--host", "0.0.0.0", "--advertise", "192.0.2.7");
    const made = await client.send<ReaderIdentity>("POST", paths.readers, { name: "Gate", door: "Gate" });
    expect(made.backend.host).toBe("192.0.2.7");
    expect((await client.get<FirstStepsAnswer>(paths.firstSteps)).onThisMachineOnly).toBe(false);
    const links = serving.lines.filter((line) => line.includes("://"));
    for (const part of [`:${new URL(url).port}  (readers`, "/signin#", "/#enrol="]) expect(links.find((line) => line.includes(part))).toContain("http://192.0.2.7:");
    expect(links.filter((line) => line.includes("127.0.0.1"))).toEqual([]);
    expect((await client.send<SignInLink>("POST", paths.signInLinks, {})).url).toMatch(/^http:\/\/192\.0\.2\.7:\d+\/signin#/);
  });

  it("makes no reader of a board that would have no way to its backend", async () => {
    const identity = join(dir.path, "gate.json");
    const flash = (...args: string[]) => latchkey(["flash", "--port", join(dir.path, "no-port"), "--board", "esp32-devkit", "--json", ...args]);
    const codeOf = ({ code, stdout }: { code: number; stdout: string }) => [code, (JSON.parse(stdout) as { error: { code: string } }).error.code];
    expect(codeOf(await flash("--backend", `${url}/#enrol=whatever`))).toEqual([2, "WIFI_MISSING"]);
    const made = await client.send<ReaderIdentity>("POST", paths.readers, { name: "Yard", door: "Yard" });
    writeFileSync(identity, JSON.stringify(made));
    expect(codeOf(await flash("--identity", identity))).toEqual([2, "WIFI_MISSING"]);
    const board = loadBoard(process.cwd(), "esp32-devkit");
    expect(() => refuseUnreachable(board, { board: board.name, baud: "115200", json: true, identity, wifi: "Office" })).not.toThrow();
  });
});
