/** What the backend writes down; pino fits. Never keys, tokens or identifiers. */
export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

const sameMs = 10_000;

/** Writes each trouble down, but the same one at most every ten seconds: a full disk fails with every frame. */
export class Troubles {
  private readonly seen = new Map<string, number>();

  constructor(private readonly log: Log | undefined) {}

  readonly report = (error: unknown): void => {
    const message = error instanceof Error ? error.message : String(error);
    const now = performance.now();
    if (now - (this.seen.get(message) ?? -sameMs) < sameMs) return;
    if (this.seen.size > 100) this.seen.clear();
    this.seen.set(message, now);
    this.log?.error({ trouble: message, stack: error instanceof Error ? error.stack : undefined }, "something went wrong");
  };
}
