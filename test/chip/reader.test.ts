import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { startBackend, type Backend } from "../../host-tools/backend/server";
import { ApiClient } from "../../host-tools/api/client";
import type { EventRow } from "../../host-tools/api/events";
import { paths, pathOf } from "../../host-tools/api/paths";
import { ChipBench } from "../support/chip-bench";
import { temporaryDir } from "../support/command-line";
import { learnt, until } from "../support/learnt";
import { describeWith } from "../support/needs";

jest.setTimeout(180_000);

const known = "uid:04A1B2C3";
const tag = "ntag213:04A1B2C3D4E5F6:D101045402656E41";

describeWith(["espruino", "socat"], "the real bundle in the real interpreter, alone", () => {
  const dir = temporaryDir();
  let bench: ChipBench;

  beforeAll(async () => {
    const list = join(dir.path, "grants.csv");
    writeFileSync(
      list,
      "technology,identifier,door,validFrom,validUntil\nuid,04A1B2C3,,,\nntag,D101045402656E41,,,\nuid,0BADCAFE,,,2020-01-01\n",
    );
    bench = await ChipBench.open(dir.path);
    await bench.start("--list", list);
  });
  afterAll(async () => {
    await bench.close();
    dir.clean();
  });

  it("grants, refuses and says why, with the record before the relay", async () => {
    expect(await bench.tap(known)).toMatchObject({ verdict: "granted", reason: "granted", technology: "uid" });
    expect(await bench.tap("uid:01020304")).toMatchObject({ verdict: "denied", reason: "unknownCredential" });
    expect(await bench.tap(tag)).toMatchObject({ verdict: "granted", technology: "ntag" });
    expect(await bench.tap("uid:0BADCAFE")).toMatchObject({ verdict: "denied", reason: "expired" });
    expect(await bench.tap("uid:04A1B2C3,uid:01020304")).toMatchObject({ verdict: "denied", reason: "twoCards" });
    const pulses = bench.lines().filter((line) => line.type === "relay" && line.on);
    expect(pulses.length).toBeGreaterThanOrEqual(1);
  });

  it("goes on where it was after being killed, with every record and the whole list", async () => {
    const before = bench.lines().filter((line) => line.sequence);
    await bench.stop("SIGKILL");
    await bench.start();
    const booted = bench.lines().find((line) => line.reason === "booted")!;
    expect(booted.sequence).toBeGreaterThan(before.at(-1)!.sequence!);
    expect(await bench.tap(known)).toMatchObject({ verdict: "granted" });
  });

  it("serves the next card after a wrong and after a missing answer", async () => {
    for (const accident of ["garble 1", "mute 1"]) {
      bench.say(accident);
      expect(await bench.tap(known)).toMatchObject({ verdict: "granted" });
    }
  });
});

describeWith(["espruino", "socat"], "the real bundle in the real interpreter, with the real backend over UDP", () => {
  const dir = temporaryDir();
  const dataDir = join(dir.path, "data");
  let backend: Backend;
  let client: ApiClient;
  let bench: ChipBench;
  let personId = 0;

  async function serve(port: number): Promise<void> {
    backend = await startBackend({ dataDir, port });
    client = new ApiClient(fetch, backend.url, backend.apiToken);
  }

  const taps = async (): Promise<EventRow[]> => {
    const { rows } = await client.get<{ rows: EventRow[] }>(`${paths.events}?after=0&limit=1000`);
    return rows.filter((row) => row.kind === "tap");
  };

  beforeAll(async () => {
    await serve(0);
    bench = await ChipBench.open(dir.path);
    await bench.start("--backend", backend.enrolUrl);
    const doors = await client.get<{ rows: { id: number }[] }>(paths.doors);
    const level = await client.send<{ id: number }>("POST", paths.levels, { name: "All", doors: doors.rows.map((d) => d.id), scheduleId: 1 });
    personId = (await client.send<{ id: number }>("POST", paths.people, { name: "Ada Park", levels: [level.id] })).id;
    await client.send("POST", pathOf(paths.personCredentials, personId), { technology: "uid", identifier: "04A1B2C3" });
    await learnt(client);
  });
  afterAll(async () => {
    await bench.close();
    await backend.stop();
    dir.clean();
  });

  it("shows a tap with door, person, verdict and reason, and refuses the person once disabled", async () => {
    expect(await bench.tap(known)).toMatchObject({ verdict: "granted" });
    const [row] = await until(taps, (rows) => rows.length === 1);
    expect(row).toMatchObject({ personName: "Ada Park", verdict: "granted", reason: "granted", technology: "uid" });
    await client.send("PATCH", pathOf(paths.person, personId), { enabled: false });
    await learnt(client);
    expect(await bench.tap(known)).toMatchObject({ verdict: "denied", reason: "credentialDisabled" });
    await client.send("PATCH", pathOf(paths.person, personId), { enabled: true });
    await learnt(client);
  });

  it("decides with the backend gone, and delivers every event once and in order when it is back", async () => {
    const before = (await until(taps, (rows) => rows.length === 2)).length;
    const port = backend.port;
    await backend.stop();
    for (const card of [known, "uid:01020304", known]) await bench.tap(card);
    await serve(port);
    const rows = await until(taps, (found) => found.length >= before + 3);
    expect(rows.slice(before).map((row) => row.verdict)).toEqual(["granted", "denied", "granted"]);
    const sequences = rows.map((row) => row.sequence);
    expect([...new Set(sequences)].sort((a, b) => a - b)).toEqual(sequences);
  });
});
