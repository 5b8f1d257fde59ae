export type Pull = "up" | "down";
/** What a wire shows: driven or held high or low, or nothing says. */
export type Level = 0 | 1 | "floating";

export interface PinLevel {
  pin: string;
  level: Level;
  /** Who says so. */
  by: "program" | "resistor" | "chip" | "nobody";
}

export interface PinsOptions {
  /** Resistors on the wires, by pin; stronger than the chip's own. */
  resistors: Record<string, Pull>;
  /** Pins that the interpreter pulls up at each of its starts. */
  pulledUp: string[];
}

interface PinState {
  output: boolean;
  /** pinMode has fixed the direction: digitalWrite no longer sets it (espruino jspin.c). */
  manual: boolean;
  latch: 0 | 1;
  pull: Pull | undefined;
}

const released = (): PinState => ({ output: false, manual: false, latch: 0, pull: undefined });

/**
 * The pins of a board from the moment it gets power, as the interpreter drives them, and every level that any of them showed.
 * Before the interpreter runs all are inputs; each of its starts lets go of them again, some with a pull of the chip's own.
 */
export class PinTrace {
  readonly levels: PinLevel[] = [];
  private readonly states = new Map<string, PinState>();

  constructor(private readonly options: PinsOptions) {
    for (const pin of Object.keys(options.resistors)) this.show(pin);
  }

  /** The interpreter starts: at power-on, after a reset by the watchdog, in `load` and `reset`. */
  start(): void {
    const { pulledUp } = this.options;
    for (const pin of new Set([...this.states.keys(), ...pulledUp])) {
      this.states.set(pin, { ...released(), pull: pulledUp.includes(pin) ? "up" : undefined });
      this.show(pin);
    }
  }

  /** Level first, then direction, as the interpreter does it. */
  digitalWrite(pin: string, on: boolean): void {
    const state = this.state(pin);
    state.latch = on ? 1 : 0;
    if (state.output) this.show(pin);
    if (!state.manual) state.output = true;
    this.show(pin);
  }

  pinMode(pin: string, mode: string): void {
    const state = this.state(pin);
    state.manual = true;
    state.output = mode === "output";
    state.pull = mode === "input_pullup" ? "up" : mode === "input_pulldown" ? "down" : undefined;
    this.show(pin);
  }

  /** Everything that `pin` has shown, oldest first. */
  of(pin: string): PinLevel[] {
    return this.levels.filter((one) => one.pin === pin);
  }

  now(pin: string): PinLevel {
    return this.of(pin).at(-1) ?? this.seen(pin);
  }

  private show(pin: string): void {
    const seen = this.seen(pin);
    const before = this.of(pin).at(-1);
    if (before?.level !== seen.level || before.by !== seen.by) this.levels.push(seen);
  }

  private seen(pin: string): PinLevel {
    const state = this.state(pin);
    const resistor = this.options.resistors[pin];
    if (state.output) return { pin, level: state.latch, by: "program" };
    if (resistor) return { pin, level: resistor === "up" ? 1 : 0, by: "resistor" };
    if (state.pull) return { pin, level: state.pull === "up" ? 1 : 0, by: "chip" };
    return { pin, level: "floating", by: "nobody" };
  }

  private state(pin: string): PinState {
    if (!this.states.has(pin)) this.states.set(pin, released());
    return this.states.get(pin)!;
  }
}
