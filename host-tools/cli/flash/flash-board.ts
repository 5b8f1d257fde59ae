import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { exitCodes, Failure } from "../../api/failure";
import { listPorts } from "../../device/ports";
import { openSerial } from "../../device/serial";
import type { BoardConfig } from "../../flash/board-config";
import { loadBoard } from "../../flash/board-config";
import { layOut } from "../../flash/image/lay-out";
import { runJob } from "../../flash/job/run-job";
import { programsFor } from "../../flash/programs";
import { enrol } from "../../provision/enrol";
import type { IdentityFile } from "../../provision/identity";
import { makeIdentity, readIdentityFile } from "../../provision/identity";
import { readerParts } from "../../provision/reader-parts";
import { nobleCipher } from "../../simulator/board/cipher";
import { interrupted, put, say } from "../output";
import { baudOf } from "../whole-number";
import { packageVersion, projectDir } from "../project";
import { choosePort } from "./choose-port";
import { refuseUnreachable } from "./refuse-unreachable";
import { showProgress } from "./show-progress";

export interface FlashOptions {
  port?: string;
  board: string;
  baud: string;
  list?: string;
  door?: string;
  identity?: string;
  backend?: string;
  name?: string;
  wifi?: string;
  frontEnd?: string;
  doorUnit?: string;
  json: boolean;
}

/** Everything that can be wrong on this side is found before the first byte goes to the board. */
export async function flashBoard(options: FlashOptions): Promise<void> {
  const board = withPaths(loadBoard(projectDir(), options.board), options);
  const baud = baudOf(options.baud);
  const port = choosePort(options.port, listPorts());
  const list = options.list === undefined ? undefined : { csv: listText(options.list), ...(options.door && { door: options.door }) };
  refuseUnreachable(board, options);
  const programs = await programsFor(board, projectDir(), packageVersion());
  const line = await openSerial(port, baud);
  const stop = new AbortController();
  void interrupted().then(() => stop.abort());
  try {
    const identity = await identityFor(options);
    const image = layOut(board, { ...readerParts(identity, list, nobleCipher()), programs, version: packageVersion() });
    const expected = { readerId: identity.readerId, version: packageVersion() };
    const timers = { after: (ms: number, run: () => void) => setTimeout(run, ms), cancel: (timer: unknown) => clearTimeout(timer as NodeJS.Timeout) };
    await runJob({ board, image, expected, line, timers, progress: showProgress(options.json), signal: stop.signal });
    const done = { type: "done", reader: identity.readerId, version: expected.version, board: board.name, port };
    put(options.json, done, `reader ${done.reader} on ${port}: version ${done.version} answered`);
    if (!options.json) say(nextOf(identity));
  } finally {
    await line.close();
  }
}

async function identityFor(options: FlashOptions): Promise<IdentityFile> {
  const wifi = options.wifi === undefined ? {} : { wifi: { name: options.wifi, key: process.env.LATCHKEY_WIFI_KEY ?? "" } };
  const { identity: file, backend } = options;
  if (file !== undefined && existsSync(file)) return { ...readIdentityFile(file), ...wifi };
  const name = options.name ?? `reader made on ${hostname()}`;
  const made = backend
    ? await enrol(fetch, { backend, token: process.env.LATCHKEY_TOKEN, name, door: options.door })
    : makeIdentity(Math.floor(Date.now() / 1000));
  /* Its keys exist nowhere else, so the file is there before the board has them. */
  if (file !== undefined) writeFileSync(file, JSON.stringify(made, undefined, 2) + "\n", { mode: 0o600, flag: "wx" });
  return { ...made, ...wifi };
}

function nextOf({ backend }: IdentityFile): string {
  if (!backend) return "Next: hold a card of the list to it.";
  return `Next: the backend at ${backend.host} shows it under Readers within a minute. Then hold a card to it; \`latchkey events --follow\` shows the tap.`;
}

/** Where ports are paths, this board's may be others than its file says. */
function withPaths(board: BoardConfig, { frontEnd, doorUnit }: FlashOptions): BoardConfig {
  const line = board.frontEnd;
  const withFrontEnd = frontEnd && line.bus === "serial" && line.path !== undefined ? { ...board, frontEnd: { ...line, path: frontEnd } } : board;
  const { door } = withFrontEnd;
  return doorUnit && door.kind === "serial" && door.path !== undefined ? { ...withFrontEnd, door: { ...door, path: doorUnit } } : withFrontEnd;
}

function listText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new Failure("LIST_MISSING", {
      message: `The list ${file} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}.`,
      hint: "Give the path of a CSV file with the columns technology,identifier,door,validFrom,validUntil.",
      exit: exitCodes.usage,
      cause,
    });
  }
}
