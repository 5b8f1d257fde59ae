import { exitCodes, Failure } from "../../api/failure";
import type { Clock } from "../../../firmware/src/hal/clock";
import type { Keypad, Pulsed } from "../../../firmware/src/hal/keypad";
import { hash, star } from "../../../firmware/src/credential/keypad";

/** Between two pulses of a burst, and between two keys, as a quick hand presses them. */
const handPace = { pulseMs: 2, keyMs: 180 };
export const keypadKeys = "0123456789*#";

/** Keys as somebody typed them for the simulator. Throws KEYS_INVALID. */
export function keysFrom(text: string): string {
  if (text.length > 0 && [...text].every((key) => keypadKeys.includes(key))) return text;
  throw new Failure("KEYS_INVALID", {
    message: `A keypad has no keys "${text.slice(0, 40)}".`,
    hint: "Write digits, * to clear and # to end, as 4711#.",
    exit: exitCodes.usage,
  });
}

/** A keypad on two Wiegand lines, pulse by pulse. `bits`: 4 a key, or 8 with the complement first. */
export class KeypadHardware {
  /** What the reader sees of it. */
  readonly lines: Keypad = { listen: (pulsed) => this.watch(pulsed) };
  private pulsed: Pulsed | undefined;
  private told: (watched: boolean) => void = () => undefined;

  constructor(
    private readonly clock: Clock,
    public bits: 4 | 8 = 4,
    private readonly pace = handPace,
  ) {}

  /** True while a PIN is wanted: at other times nobody looks at the lines. */
  get watched(): boolean {
    return this.pulsed !== undefined;
  }

  /** Names the one that is told when a PIN is wanted, and when no more. */
  onWatched(told: (watched: boolean) => void): void {
    this.told = told;
  }

  /** Presses `keys` one after the other, each of `keypadKeys`; gives how long that takes. */
  press(keys: string): number {
    [...keys].forEach((key, i) => this.pulses(this.burstOf(key), i * this.pace.keyMs));
    return keys.length * this.pace.keyMs;
  }

  /** Pulses as they are, each of them 0 or 1: also what no keypad sends. */
  pulses(bits: number[], afterMs = 0): void {
    bits.forEach((bit, i) => this.clock.after(afterMs + i * this.pace.pulseMs, () => this.pulsed?.(bit, this.clock.uptimeMs())));
  }

  powerOff(): void {
    this.watch(undefined);
  }

  private watch(pulsed: Pulsed | undefined): void {
    const before = this.watched;
    this.pulsed = pulsed;
    if (this.watched !== before) this.told(this.watched);
  }

  private burstOf(key: string): number[] {
    const number = key === "*" ? star : key === "#" ? hash : Number(key);
    const nibble = [8, 4, 2, 1].map((bit) => (number & bit ? 1 : 0));
    return this.bits === 4 ? nibble : [...nibble.map((bit) => 1 - bit), ...nibble];
  }
}
