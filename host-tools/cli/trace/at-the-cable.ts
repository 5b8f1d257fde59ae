import type { TapsAnswer } from "../../api/cable";
import type { ApiClient } from "../../api/client";
import { exitCodes, Failure } from "../../api/failure";
import { pathOf, paths } from "../../api/paths";
import { newTrace } from "../../api/traces";
import { CableTalk } from "../../device/cable";
import { openSerial } from "../../device/serial";
import { fromHex, toHex } from "../../../firmware/src/base/bytes";
import { capturedTrace, type Tap } from "../../trace/captured-trace";
import { connect, type ServerOptions } from "../backend-client";
import { mustBe, unlockForTrace } from "../cable/unlock";
import { interrupted, put, say } from "../output";
import { baudOf } from "../whole-number";
import { readerCalled } from "../reader-called";
import { optionsWrong } from "./files";
import { traceOverCable, type FromCable } from "./from-cable";
import { mustBeWritable, writeTrace } from "./out-file";

export interface AtCableOptions extends ServerOptions {
  port: string;
  baud: string;
  reader?: string;
  reason?: string;
  taps: string;
  seconds: string;
  force: boolean;
  json: boolean;
}

/** Unlocks the running reader at `port` for a trace of its next taps, takes it away while it runs, and writes what came. */
export async function recordAtCable(file: string, options: AtCableOptions): Promise<void> {
  mustBeWritable(file, options.force);
  const wish = newTrace.safeParse({ taps: Number(options.taps), seconds: Number(options.seconds) });
  if (!wish.success) throw optionsWrong("A reader keeps 1 to 20 taps, for 5 to 600 seconds.");
  const reason = options.reason?.trim() ?? "";
  if (reason.length < 3) throw optionsWrong("Say why the reader's cable is unlocked, in three letters or more, with --reason \"...\": the audit keeps it.");
  const client = connect(options);
  const line = await openSerial(options.port, baudOf(options.baud));
  try {
    const cable = new CableTalk(line);
    const { reader } = mustBe(await cable.status());
    await mustBeCalled(client, reader, options.reader);
    await unlockForTrace(cable, client, reader, reason);
    const now = Math.floor(Date.now() / 1000);
    say(`unlocked ${reader}; hold the card to it now (Ctrl-C ends it, or ${wish.data.taps} taps, or ${wish.data.seconds} s)`);
    const taken = await traceOverCable(cable, wish.data, interrupted());
    await write(file, { taken, now, client, reader, json: options.json });
  } finally {
    await line.close();
  }
}

/** `name`: which reader should be at the port, where somebody said so. */
async function mustBeCalled(client: ApiClient, reader: string, name: string | undefined): Promise<void> {
  if (!name || (await readerCalled(client, name)).id === reader) return;
  throw new Failure("CABLE_READER", {
    message: `The reader on this port is ${reader}, not "${name}".`,
    hint: "Take the other cable or port, or leave --reader out.",
    exit: exitCodes.noDevice,
  });
}

interface Came {
  taken: FromCable;
  now: number;
  client: ApiClient;
  reader: string;
  json: boolean;
}

async function write(file: string, { taken, now, client, reader, json }: Came): Promise<void> {
  const { lost, broken } = taken;
  const text = await composed(client, reader, taken, now);
  writeTrace(file, text);
  const count = text.split("\n").length - 2;
  const gone = lost > 0 ? `, ${lost} entries were lost` : "";
  put(json, { file, reader, lines: count, lost, whole: !broken }, `${file}: ${count} lines${gone}; read it with \`latchkey trace show ${file}\``);
  if (broken) throw unfinished(file, broken);
}

/** The file's text. `now`: unix seconds at the trace's start. */
export async function composed(client: ApiClient, reader: string, taken: FromCable, now: number): Promise<string> {
  const whose = await askWhose(client, reader, taken);
  const about = `Recorded over the cable of ${whose?.readerName ?? `reader ${reader}`}`;
  const taps = taken.taps.map((one, i) => tapOf(one.record, whose?.uids[i]));
  return capturedTrace({ about, now, assuranceMin: whose?.assuranceMin ?? 0 }, taken.lines, taps);
}

/** Undefined: the backend is gone; the trace is worth keeping without names for its tokens. */
async function askWhose(client: ApiClient, reader: string, { taps, lost }: FromCable): Promise<TapsAnswer | undefined> {
  const told = { records: taps.map(({ bytes }) => toHex(bytes)), lost };
  try {
    return await client.send<TapsAnswer>("POST", pathOf(paths.readerTaps, reader), told);
  } catch (caught) {
    if (!(caught instanceof Failure)) throw caught;
    say(`${caught.message}: the trace says what was decided, and not whose the cards were, so a replay may differ`);
    return undefined;
  }
}

function tapOf({ sequence, reason, technology }: FromCable["taps"][number]["record"], uid: string | null | undefined): Tap {
  return { sequence, reason, technology, uid: uid ? fromHex(uid) : undefined };
}

function unfinished(file: string, { code, message, hint, exit }: Failure): Failure {
  return new Failure(code, { message: `${message} ${file} holds what had come by then.`, hint, exit });
}
