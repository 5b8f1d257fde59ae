import { setTimeout as rest } from "node:timers/promises";
import type { Contacts } from "./link/contact";
import type { Store } from "./store/open";

/** Rows looked at in one transaction: some milliseconds, for which what readers tell may have to wait. */
export const stepRows = 250;
const restMs = 20;
export const daySeconds = 86_400;

interface Kept {
  store: Store;
  contacts: Contacts;
}

export interface RetentionRoom extends Kept {
  nowS: number;
}

/** Forgets what may go of the next rows behind the one with this id; tells the last that it looked at, undefined when no more can be old. */
export type ForgetStep = (after: number) => Promise<number | undefined>;

/** What is forgotten by itself; undefined: nothing, as the site is set up. */
export type Forgetter = (room: RetentionRoom) => Promise<ForgetStep | undefined>;

/** Forgets what need not be kept any longer, in steps between which everything else has its turn. */
export class Retention {
  private running: Promise<void> | undefined;
  private stopped = false;

  constructor(
    private readonly options: Kept & { nowMs(): number },
    private readonly forgetters: Forgetter[],
  ) {}

  /** Fulfilled when nothing is left that may go. */
  forget(): Promise<void> {
    this.running ??= this.walk().finally(() => (this.running = undefined));
    return this.running;
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.running?.catch(() => undefined);
  }

  private async walk(): Promise<void> {
    const { store, contacts, nowMs } = this.options;
    for (const forgetter of this.forgetters) {
      const step = await forgetter({ store, contacts, nowS: Math.floor(nowMs() / 1000) });
      for (let after: number | undefined = step && 0; step && after !== undefined && !this.stopped; ) {
        after = await step(after);
        await rest(restMs);
      }
    }
  }
}
