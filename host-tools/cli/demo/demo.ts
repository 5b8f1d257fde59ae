import { join } from "node:path";
import { Failure } from "../../api/failure";
import type { Backend } from "../../backend/server";
import { ApiClient } from "../../api/client";
import { paths } from "../../api/paths";
import { interrupted, put, say } from "../output";
import { packageVersion, projectDir } from "../project";
import { enrolledReaders } from "../sim/enrolled";
import { runSite, type RunningSite } from "../sim/site-process";
import { portNumber } from "../whole-number";
import { claimFolder } from "./folder";
import { listenToKeys, stopListening } from "./keys";
import { addPeople, goodCard } from "./people";

export interface DemoOptions {
  data: string;
  port: string;
  keep: boolean;
  json: boolean;
}

const doors = ["Front door", "Lab", "Store room", "Roof"];

/** Backend, console and four readers with the shipped firmware in one process, and a hand on the keyboard. */
export async function demo(options: DemoOptions): Promise<void> {
  const port = portNumber(options.port);
  claimFolder(options.data, options.keep);
  const backend = await serve(options, port);
  const running = await populate(backend, options);
  tell(backend, options);
  const quit = listenToKeys(running.site, say);
  await Promise.race([quit, interrupted()]);
  stopListening();
  say("stopping");
  running.stop();
  await backend.stop();
}

async function serve(options: DemoOptions, wanted: number): Promise<Backend> {
  const { startBackend } = await import("../../backend/server");
  const start = (port: number) =>
    startBackend({ dataDir: options.data, port, host: "127.0.0.1", version: packageVersion(), consoleDir: join(projectDir(), "build", "console") });
  /* The usual port is taken: any free one will do for a demo. */
  return start(wanted).catch((caught: unknown) => {
    if (!(caught instanceof Failure) || caught.code !== "PORT_TAKEN") throw caught;
    return start(0);
  });
}

async function populate(backend: Backend, options: DemoOptions): Promise<RunningSite> {
  const client = new ApiClient(fetch, backend.url, backend.apiToken);
  const readers = await enrolledReaders(join(options.data, "sim"), doors, { url: backend.url, token: backend.apiToken });
  const known = await client.get<{ rows: { id: number; name: string }[] }>(paths.levels);
  if (!known.rows.some((level) => level.name === "Everywhere")) await openEverywhere(client);
  return runSite(readers, options.data);
}

async function openEverywhere(client: ApiClient): Promise<void> {
  const { rows } = await client.get<{ rows: { id: number }[] }>(paths.doors);
  await client.send("POST", paths.levels, { name: "Everywhere", doors: rows.map((door) => door.id), scheduleId: 1 });
  await addPeople(client);
}

function tell(backend: Backend, options: DemoOptions): void {
  const lines = [
    `Console   ${backend.url}`,
    `Sign in   ${backend.signInUrl}   (works once)`,
    `Doors     ${doors.join(", ")}`,
    "",
    "Keys      t tap a good card   b tap a bad card   d next door   o network off/on   q quit",
    `Or        npx latchkey sim tap ${goodCard} --door "Lab" --data ${options.data}`,
    "Your own  npx latchkey serve --data my-site   (README, “Your own site”)",
  ];
  put(options.json, { url: backend.url, signInUrl: backend.signInUrl, data: options.data, doors }, lines.join("\n"));
}
