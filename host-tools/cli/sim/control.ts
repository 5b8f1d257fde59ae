import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Failure } from "../../api/failure";

/*
 * How `sim tap` reaches the readers that `sim run` or `demo` keep running: one JSON line each way over loopback.
 * The file sim.json in the data folder holds the port and a secret, readable by its owner alone.
 */
export interface ControlRequest {
  secret: string;
  action: "tap" | "press" | "remove" | "offline" | "online" | "list";
  door?: string | undefined;
  card?: string | undefined;
  /** press: keys of the keypad. */
  keys?: string | undefined;
}

export type ControlAnswer = { ok: true; result: unknown } | { ok: false; message: string; hint: string };

const fileName = "sim.json";
const answerMs = 5000;

/** Serves `handle` until closed; a Failure it throws goes back as such. */
export async function serveControl(dataDir: string, handle: (request: ControlRequest) => Promise<unknown>): Promise<{ close(): void }> {
  const secret = randomBytes(16).toString("hex");
  const server = createServer((socket) => converse(socket, secret, handle));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const file = join(dataDir, fileName);
  writeFileSync(file, JSON.stringify({ port: portOf(server), secret }), { mode: 0o600 });
  return {
    close() {
      rmSync(file, { force: true });
      server.close();
    },
  };
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === "object" && address ? address.port : 0;
}

/** A reader of lines tells its input's errors on, too, and one that nobody hears ends the program. */
const linesOf = (socket: Socket) => createInterface({ input: socket }).on("error", () => undefined);

function converse(socket: Socket, secret: string, handle: (request: ControlRequest) => Promise<unknown>): void {
  socket.on("error", () => undefined);
  linesOf(socket).once("line", (line) => {
    void answerTo(line, secret, handle).then((answer) => socket.end(JSON.stringify(answer) + "\n"));
  });
}

async function answerTo(line: string, secret: string, handle: (request: ControlRequest) => Promise<unknown>): Promise<ControlAnswer> {
  try {
    const request = JSON.parse(line) as ControlRequest;
    if (request.secret !== secret) return { ok: false, message: "wrong secret", hint: "start the simulator again" };
    return { ok: true, result: (await handle(request)) ?? null };
  } catch (caught) {
    const failure = caught instanceof Failure ? caught : undefined;
    return { ok: false, message: failure?.message ?? String(caught), hint: failure?.hint ?? "" };
  }
}

/** Asks the running simulator of `dataDir`; throws SIM_NOT_RUNNING or what the simulator refused. */
export async function askControl(dataDir: string, request: Omit<ControlRequest, "secret">): Promise<unknown> {
  const { port, secret } = whereIs(dataDir);
  const answer = await new Promise<ControlAnswer>((done, fail) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(JSON.stringify({ ...request, secret }) + "\n"));
    socket.setTimeout(answerMs, () => socket.destroy(new Error("no answer")));
    socket.on("error", () => fail(notRunning(dataDir)));
    linesOf(socket).once("line", (line) => done(JSON.parse(line) as ControlAnswer));
  });
  if (!answer.ok) throw new Failure("SIM_REFUSED", { message: answer.message, hint: answer.hint, exit: 1 });
  return answer.result;
}

/** Throws SIM_RUNNING: the same readers in two programs would spoil each other's frames. */
export async function mustBeAlone(dataDir: string): Promise<void> {
  const running = await askControl(dataDir, { action: "list" }).then(() => true, () => false);
  if (!running) return;
  throw new Failure("SIM_RUNNING", {
    message: `Simulated readers are running for the folder ${dataDir} already.`,
    hint: "`latchkey sim list` names them; end the other `latchkey sim run` or demo first, or name another folder with --data and the backend's with --token.",
    exit: 1,
  });
}

function whereIs(dataDir: string): { port: number; secret: string } {
  try {
    return JSON.parse(readFileSync(join(dataDir, fileName), "utf8")) as { port: number; secret: string };
  } catch {
    throw notRunning(dataDir);
  }
}

function notRunning(dataDir: string): Failure {
  return new Failure("SIM_NOT_RUNNING", {
    message: `No simulated readers are running for the folder ${dataDir}.`,
    hint: "Start them with `latchkey demo` or `latchkey sim run`, or name their folder with --data.",
    exit: 3,
  });
}
