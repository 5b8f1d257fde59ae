/** Timers that run as fast as they can, in the order of their times. */
export class VirtualTime {
  nowMs = 0;
  private readonly due: { at: number; order: number; run: () => void }[] = [];
  private order = 0;

  after(ms: number, run: () => void): unknown {
    const timer = { at: this.nowMs + ms, order: this.order++, run };
    this.due.push(timer);
    return timer;
  }

  cancel(timer: unknown): void {
    const at = this.due.indexOf(timer as (typeof this.due)[number]);
    if (at >= 0) this.due.splice(at, 1);
  }

  /** Runs timers until `finished` says so or none is left. */
  run(finished: () => boolean): void {
    while (!finished() && this.due.length > 0) {
      this.due.sort((a, b) => a.at - b.at || a.order - b.order);
      const next = this.due.shift()!;
      this.nowMs = next.at;
      next.run();
    }
  }
}
