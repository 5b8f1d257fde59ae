import type { BoardConfig } from "../board-config";
import type { FlashImage } from "../image/flash-image";
import { agentSource } from "./agent";
import type { Expected } from "./answer-step";
import { answerStep } from "./answer-step";
import type { Action, Conversation, Input } from "./conversation";
import { conversation, next } from "./conversation";
import { promptSteps } from "./prompt-steps";
import type { RefusalName } from "./refusal";
import { refusal } from "./refusal";
import type { Step } from "./step";
import { quitLine, writeSteps } from "./write-steps";

/** A serial line, or anything that behaves like one. */
export interface Line {
  write(text: string): void;
  /** Text with one character for each byte. */
  onText(listen: (text: string) => void): void;
  /** Called once when the line is gone by itself. */
  onLost(listen: () => void): void;
}

export interface Timers {
  after(ms: number, run: () => void): unknown;
  cancel(timer: unknown): void;
}

export interface Progress {
  title: string;
  /** 0 to 100. */
  percent: number;
}

export interface JobOptions {
  board: BoardConfig;
  image: FlashImage;
  expected: Expected;
  line: Line;
  timers: Timers;
  progress(progress: Progress): void;
  /** Aborted: the job stops between two packets, and the board keeps starting to its prompt. */
  signal?: AbortSignal;
}

/** An answer longer than this is no answer. */
const lineMax = 4096;

/** Makes the board at the other end of the line the reader of `image`. Throws one of job/refusal. */
export function runJob(options: JobOptions): Promise<void> {
  return new Promise((done, fail) => new Job(options, done, fail).start());
}

export function jobSteps({ board, image, expected }: Pick<JobOptions, "board" | "image" | "expected">): Step[] {
  return [...promptSteps(board, agentSource(board)), ...writeSteps(image), answerStep(expected)];
}

class Job {
  private state: Conversation;
  private timer: unknown;
  private rest = "";

  constructor(
    private readonly options: JobOptions,
    private readonly done: () => void,
    private readonly fail: (failure: Error) => void,
  ) {
    this.state = conversation(jobSteps(options));
  }

  start(): void {
    const { line, signal } = this.options;
    line.onText((text) => this.hear(text));
    line.onLost(() => this.feed({ kind: "lost" }));
    signal?.addEventListener("abort", () => this.feed({ kind: "cancel" }), { once: true });
    this.feed(signal?.aborted ? { kind: "cancel" } : { kind: "start" });
  }

  private hear(text: string): void {
    this.feed({ kind: "heard" });
    const lines = (this.rest + text).split("\n");
    this.rest = lines.pop()!.slice(-lineMax);
    for (const one of lines) this.feed({ kind: "line", text: one });
  }

  private feed(input: Input): void {
    const [state, actions] = next(this.state, input);
    this.state = state;
    for (const action of actions) this.act(action);
  }

  private act(action: Action): void {
    const { timers, line, progress } = this.options;
    if (action.kind === "progress") return progress({ title: action.title, percent: Math.floor((action.done * 100) / action.total) });
    timers.cancel(this.timer);
    if (action.kind === "send") {
      this.timer = timers.after(action.waitMs, () => this.feed({ kind: "timeout" }));
      line.write(action.text);
    } else if (action.kind === "finished") this.done();
    else this.leave(action.name, action.detail);
  }

  /** A board that was left in the middle gets its prompt back at once; by itself it would after a minute. */
  private leave(name: RefusalName, detail: string): void {
    if (this.state.at > 0 && name !== "DEVICE_LOST") this.options.line.write(quitLine);
    this.fail(refusal(name, detail));
  }
}
