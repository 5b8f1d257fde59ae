import { performance } from "node:perf_hooks";
import { exitCodes, Failure } from "../../api/failure";
import { openPty } from "../../device/pty";
import { openSerial } from "../../device/serial";
import { replayTrace } from "../../trace/replay";
import { Recorder } from "../../trace/recorder";
import { recordStory, storyLines } from "../../trace/story";
import { header, traceFormat, traceVersion, type TraceHeader, type TraceLine } from "../../trace/trace";
import type { ServerOptions } from "../backend-client";
import { interrupted, put, say } from "../output";
import { allowed, inFile, optionsWrong, textOf } from "./files";
import { lineFile, mustBeWritable } from "./out-file";
import { baudOf, countOf, unixSecondsMax } from "../whole-number";
import { recordAtCable } from "./at-the-cable";
import { recordAtReader } from "./from-reader";

export interface RecordOptions extends ServerOptions {
  reader?: string;
  taps: string;
  seconds: string;
  port?: string;
  link?: string;
  story?: string;
  reason?: string;
  baud: string;
  host: string;
  about: string;
  allow: string[];
  assurance: string;
  now?: string;
  force: boolean;
  json: boolean;
}

/** Listens between a host and a front end until interrupted, acts a story out, or asks a reader, over its cable or the backend; writes FILE in each case. */
export async function record(file: string, options: RecordOptions): Promise<void> {
  const { port, link, story, reader } = options;
  if (port && !link && !story) return recordAtCable(file, { ...options, port });
  const ways = [story, reader, port && link].filter((way) => way !== undefined && way !== "");
  if (ways.length !== 1 || !port !== !link) throw usage();
  if (options.reader) await recordAtReader(file, { ...options, reader: options.reader });
  else if (options.story) recordFromStory(file, options, options.story);
  else await listen(file, options, { port: options.port!, link: options.link! });
}

function recordFromStory(file: string, options: RecordOptions, storyFile: string): void {
  const story = inFile(storyFile, () => storyLines(textOf(storyFile)));
  const trace = recordStory({ ...headerOf(options), host: "latchkey", story });
  const write = lineFile(file, options.force);
  write(trace.header);
  trace.lines.forEach(write);
  done(file, trace.lines.length, options);
}

/** The host opens `link` in place of the port; every byte is passed on at once, either way. */
async function listen(file: string, options: RecordOptions, ends: { port: string; link: string }): Promise<void> {
  const trace = { header: headerOf(options), lines: [] as TraceLine[] };
  mustBeWritable(file, options.force);
  const line = await openSerial(ends.port, baudOf(options.baud));
  const pty = await openPty(ends.link).catch(async (caught: unknown) => {
    await line.close();
    throw caught;
  });
  const write = lineFile(file, options.force);
  const keep = (one: TraceLine) => (trace.lines.push(one), write(one));
  write(trace.header);
  const startMs = performance.now();
  const recorder = new Recorder(() => Math.round((performance.now() - startMs) * 1000), keep);
  pty.onData((bytes) => (recorder.sent(bytes), line.write(Buffer.from(bytes).toString("latin1"))));
  line.onText((text) => (recorder.received(Buffer.from(text, "latin1")), pty.write(Buffer.from(text, "latin1"))));
  const stopped = Promise.race([
    interrupted(),
    new Promise<void>((lost) => line.onLost(() => (say(`${ends.port} is gone`), lost()))),
  ]);
  put(options.json, { type: "ready", link: ends.link }, `ready ${ends.link}`);
  await stopped;
  recorder.finish();
  await pty.close();
  await line.close();
  for (const verdict of replayTrace(trace).verdicts) recorder.decided(verdict);
  done(file, trace.lines.length, options);
}

function done(file: string, lines: number, options: RecordOptions): void {
  put(options.json, { file, lines }, `${file}: ${lines} lines; read it with \`latchkey trace show ${file}\``);
}

function headerOf(options: RecordOptions): TraceHeader {
  const { host, about } = options;
  const now = options.now === undefined ? Math.floor(Date.now() / 1000) : countOf(options.now, "--now", { least: 0, most: unixSecondsMax });
  const claimed = {
    format: traceFormat,
    version: traceVersion,
    about,
    host,
    now,
    assuranceMin: countOf(options.assurance, "--assurance", { least: 0, most: 3 }),
    list: options.allow.map(allowed),
  };
  const result = header.safeParse(claimed);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new Failure("TRACE_OPTIONS", {
    message: `The option --${String(issue?.path[0] ?? "?")} is wrong: ${issue?.message ?? "unknown"}.`,
    hint: "`latchkey trace record --help` says what each option takes.",
    exit: exitCodes.usage,
  });
}

const usage = (): Failure => optionsWrong("A recording needs --port of a running reader, or --port and --link of a front end, or --story, or --reader: one of the four.");
