import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { defaultDataDir } from "../backend-client";
import type { Backend } from "../../backend/server";
import { tokenFile } from "../../backend/store/data-directory";
import { interrupted, put, say } from "../output";
import { keepFromDemos } from "../demo/folder";
import { addressesOf, linesOf } from "../serve/addresses";
import { packageVersion, projectDir } from "../project";
import { tellNext } from "../serve/next";
import { portNumber } from "../whole-number";

interface ServeOptions {
  data: string;
  port: string;
  host: string;
  advertise?: string;
  console?: string;
  json: boolean;
}

export function register(program: Command): void {
  program
    .command("serve")
    .description("run the backend: console, interface and readers on one port")
    .option("--data <dir>", "where database, keys and token lie", process.env.LATCHKEY_DATA ?? defaultDataDir)
    .option("--port <number>", "for HTTP, WebSocket and datagrams; 0 takes a free one", "8420")
    .option("--host <address>", "the address to listen on", "127.0.0.1")
    .option("--advertise <address>", "the IPv4 address new readers are told to talk to")
    .option("--console <dir>", "the built console")
    .option("--json", "one JSON object on standard output", false)
    .addHelpText(
      "after",
      "\nExamples:\n  latchkey serve\n  latchkey serve --data /var/lib/latchkey --host 0.0.0.0 --advertise 192.168.1.10",
    )
    .action(serve);
}

async function serve(options: ServeOptions): Promise<void> {
  const { startBackend } = await import("../../backend/server");
  const { default: pino } = await import("pino");
  const log = pino({ name: "latchkey", level: process.env.LATCHKEY_LOG ?? "warn" }, pino.destination({ dest: 2, sync: true }));
  const backend = await startBackend({
    dataDir: options.data,
    port: portNumber(options.port),
    host: options.host,
    advertise: options.advertise,
    consoleDir: options.console ?? builtConsole(),
    log,
    version: packageVersion(),
  });
  keepFromDemos(options.data);
  tell(backend, options);
  if (!options.json) await tellNext(backend);
  await interrupted();
  say("stopping");
  await backend.stop();
}

/** Links begin with an address that others reach too, where there is one: they are opened on another machine as often as on this. */
function tell(backend: Backend, options: ServeOptions): void {
  const urls = addressesOf(backend);
  const token = join(options.data, tokenFile);
  const [signIn, enrol] = [backend.signInUrl, backend.enrolUrl].map((url) => url.slice(backend.url.length)) as [string, string];
  const lines = [
    ...linesOf("listening", urls, { note: `(readers: UDP ${backend.udpPort})` }),
    ...linesOf("sign in", urls, { path: signIn, note: "(works once, for a day)" }),
    `token      ${token}  (for the other commands)`,
    ...linesOf("enrol", urls, { path: enrol, note: "(for provisioning tools, for a day)" }),
  ];
  const url = urls[0]!;
  put(options.json, { url, urls, udpPort: backend.udpPort, signInUrl: url + signIn, tokenFile: token, enrolUrl: url + enrol }, lines.join("\n"));
}

function builtConsole(): string | undefined {
  const dir = join(projectDir(), "build", "console");
  return existsSync(dir) ? dir : undefined;
}
