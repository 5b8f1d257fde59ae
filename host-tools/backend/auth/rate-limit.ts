/** At most `perMinute` tries a minute for each key; keys are forgotten after a minute of rest. */
export class RateLimit {
  private readonly tries = new Map<string, { sinceMs: number; count: number }>();

  constructor(
    private readonly perMinute: number,
    private readonly nowMs: () => number,
  ) {}

  allows(key: string): boolean {
    const now = this.nowMs();
    if (this.tries.size > 10_000) this.tries.clear();
    const seen = this.tries.get(key);
    if (!seen || now - seen.sinceMs >= 60_000) {
      this.tries.set(key, { sinceMs: now, count: 1 });
      return true;
    }
    return ++seen.count <= this.perMinute;
  }
}
