import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { buildSync } from "esbuild";
import type { Order } from "./thread";
import type { Outcome } from "./torture";

/** Threads that carry out orders, each one at a time; `close` when done. */
export class Threads {
  private readonly idle: Worker[] = [];
  private readonly waiting: ((thread: Worker) => void)[] = [];

  constructor(count: number) {
    const entryPoints = [join(process.cwd(), "test/power-cut/thread.ts")];
    const built = buildSync({ entryPoints, bundle: true, write: false, format: "cjs", platform: "node", target: "node20", external: ["esbuild"] });
    for (let n = 0; n < count; n++) this.idle.push(new Worker(built.outputFiles[0]!.text, { eval: true }));
  }

  async run(order: Order): Promise<Outcome> {
    const thread = this.idle.pop() ?? (await new Promise<Worker>((next) => this.waiting.push(next)));
    try {
      return await answer(thread, order);
    } finally {
      const next = this.waiting.shift();
      if (next) next(thread);
      else this.idle.push(thread);
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.idle.map((thread) => thread.terminate()));
  }
}

function answer(thread: Worker, order: Order): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const told = (outcome: Outcome): void => (thread.off("error", failed), resolve(outcome));
    const failed = (error: unknown): void => (thread.off("message", told), reject(error as Error));
    thread.once("message", told);
    thread.once("error", failed);
    thread.postMessage(order);
  });
}
