import type { Clock, Timer } from "../hal/clock";
import type { OutputPin } from "../hal/pin";

/*
 * What people at the door see and hear. A pattern is steps of two characters: what is on (1 green, 2 red, 4 buzzer,
 * added up) and for how long (base 36, in 50 ms). A closing `*` repeats it until something else is shown.
 */
const tickMs = 50;
const grantedPattern = "521y";
const deniedPattern = "6202620262022k";
const troublePattern = "210j*";
const heldPattern = "640g*";

export interface SignalOptions {
  clock: Clock;
  green: OutputPin;
  red: OutputPin;
  buzzer: OutputPin;
}

export class Signal {
  private readonly options: SignalOptions;
  /** What lasts; an answer to a tap is shown over it and gives way to it again. */
  private background: string;
  private pattern: string;
  private at: number;
  private timer: Timer | undefined;

  constructor(options: SignalOptions) {
    this.options = options;
    this.background = this.pattern = "";
    this.at = 0;
    this.timer = undefined;
    this.show(0);
  }

  /** One short tone and 1.8 s of green. */
  granted(): void {
    this.play(grantedPattern);
  }

  /** Three short tones and a second of red. */
  denied(): void {
    this.play(deniedPattern);
  }

  /** The reader cannot read: red blinks once a second until `idle`. */
  trouble(): void {
    this.last(troublePattern);
  }

  /** The door is open for too long: red and a tone every second until `idle`. */
  held(): void {
    this.last(heldPattern);
  }

  /** Nothing to tell. */
  idle(): void {
    this.last("");
  }

  /** An answer that is being shown is shown to its end. */
  private last(pattern: string): void {
    const free = this.pattern === this.background;
    this.background = pattern;
    if (free) this.play(pattern);
  }

  /** Shows `pattern` over what lasts, to its end or until the next. */
  play(pattern: string): void {
    this.options.clock.cancel(this.timer);
    this.pattern = pattern;
    this.at = 0;
    this.step();
  }

  private step(): void {
    this.timer = undefined;
    if (this.pattern[this.at] === "*") this.at = 0;
    if (this.at >= this.pattern.length) {
      this.show(0);
      if (this.background && this.pattern !== this.background) return this.play(this.background);
      this.pattern = this.background;
      return;
    }
    this.show(parseInt(this.pattern[this.at]!));
    const ticks = parseInt(this.pattern[this.at + 1]!, 36);
    this.at += 2;
    this.timer = this.options.clock.after(ticks * tickMs, () => this.step());
  }

  private show(what: number): void {
    this.options.green.set((what & 1) !== 0);
    this.options.red.set((what & 2) !== 0);
    this.options.buzzer.set((what & 4) !== 0);
  }
}
