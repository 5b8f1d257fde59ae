/** Long work in pieces: after each of them everything else of the process has its turn. */
export class Turns {
  private since = 0;

  /** `each`: how much work goes into a piece, by whatever count. */
  constructor(private readonly each: number) {}

  /** So much more is done. True: `rest` now. */
  due(work: number): boolean {
    this.since += work;
    return this.since >= this.each;
  }

  rest(): Promise<void> {
    this.since = 0;
    return rest();
  }
}

/** Lets everything else have its turn. */
export function rest(): Promise<void> {
  return new Promise((next) => setImmediate(next));
}
