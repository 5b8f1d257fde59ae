import { performance } from "node:perf_hooks";
import { exitCodes, Failure } from "../../api/failure";
import { openPty } from "../../device/pty";
import { openSerial } from "../../device/serial";
import { replayTrace } from "../../trace/replay";
import { Recorder } from "../../trace/recorder";
import { recordStory } from "../../trace/story";
import { header, traceFormat, traceVersion, type TraceHeader, type TraceLine } from "../../trace/trace";
import { interrupted, put, say } from "../output";
import { allowed, lineFile, textOf } from "./files";

export interface RecordOptions {
  port?: string;
  link?: string;
  story?: string;
  baud: string;
  host: string;
  about: string;
  allow: string[];
  assurance: string;
  now?: string;
  force: boolean;
  json: boolean;
}

/** Listens between a host and a front end until interrupted, or acts a story out; writes FILE either way. */
export async function record(file: string, options: RecordOptions): Promise<void> {
  if (options.story ? options.port || options.link : !options.port || !options.link) throw usage();
  if (options.story) recordFromStory(file, options, options.story);
  else await listen(file, options, { port: options.port!, link: options.link! });
}

function recordFromStory(file: string, options: RecordOptions, storyFile: string): void {
  const story = textOf(storyFile)
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
  const trace = recordStory({ ...headerOf(options), host: "latchkey", story });
  const write = lineFile(file, options.force);
  write(trace.header);
  trace.lines.forEach(write);
  done(file, trace.lines.length, options);
}

/** The host opens `link` in place of the port; every byte is passed on at once, either way. */
async function listen(file: string, options: RecordOptions, ends: { port: string; link: string }): Promise<void> {
  const line = await openSerial(ends.port, parseInt(options.baud, 10));
  const pty = await openPty(ends.link);
  const trace = { header: headerOf(options), lines: [] as TraceLine[] };
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
  put(false, {}, `ready ${ends.link}`);
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
  const now = options.now === undefined ? Math.floor(Date.now() / 1000) : parseInt(options.now, 10);
  const claimed = {
    format: traceFormat,
    version: traceVersion,
    about,
    host,
    now,
    assuranceMin: parseInt(options.assurance, 10),
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

function usage(): Failure {
  return new Failure("TRACE_OPTIONS", {
    message: "A recording needs --port and --link, or --story alone.",
    hint: "--port names the front end's line, --link the place where the host is to find it instead.",
    exit: exitCodes.usage,
  });
}
