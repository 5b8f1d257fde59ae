const listTargets = 0x4a;
/** The reader takes one empty listing for a card at the edge of the field. */
const needed = 2;

/**
 * Knows when the reader has surely noticed that nobody is there: it was answered so, and asked again instead of dropping
 * that answer, twice. Whoever presents the same card before that presents one that stayed.
 */
export class Departure {
  private answered = false;
  private taken = 0;
  private told: () => void = () => undefined;

  onNoticed(told: () => void): void {
    this.told = told;
  }

  /** Cards came or went. */
  begin(): void {
    this.taken = 0;
    this.answered = false;
  }

  /** The chip answers the command `code`. */
  answer(code: number, data: Uint8Array): void {
    this.answered = code === listTargets && data[0] === 0;
  }

  /** The host drops what runs. */
  dropped(): void {
    this.answered = false;
  }

  heard(code: number): void {
    if (this.answered && code === listTargets && ++this.taken === needed) this.told();
    this.answered = false;
  }
}
