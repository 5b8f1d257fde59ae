import type { EmulatedCard } from "../cards/card";
import type { Field } from "./field";
import { RawField } from "./raw-field";

/*
 * What each command answers (UM0701-02, chapter 7), as data after its code byte. A number in place of bytes is the chip's
 * "not yet": look again when a card came or when that many milliseconds have passed.
 */
export type Reply = Uint8Array | { waitMs: number; then: Uint8Array } | "syntax error";

/** Status bytes (7.1). */
const ok = 0x00;
const timeout = 0x01;
const framing = 0x05;
const wrongContext = 0x27;

/** ReadRegister and WriteRegister reach these in raw mode (8.6.22). */
const registers = { txMode: 0x6302, rxMode: 0x6303, bitFraming: 0x633d };
/** One passive activation takes about this long before it counts as failed. */
const activationMs = 5;

export class Commands {
  /** Cards as last listed, by target number less one. */
  private targets: EmulatedCard[] = [];
  private activationRetries = 0xff;
  private readonly registerValues = new Map<number, number>();
  private readonly raw: RawField;

  constructor(private readonly field: Field) {
    this.raw = new RawField(field);
  }

  /** Power-on state, as after a brown-out. */
  reset(): void {
    this.targets = [];
    this.activationRetries = 0xff;
    this.registerValues.clear();
    this.raw.reset();
  }

  /** `command` from its code byte on. */
  reply(command: Uint8Array): Reply {
    const run = this.table[command[0]!];
    return run ? run(command.subarray(1)) : "syntax error";
  }

  private readonly table: Record<number, (p: Uint8Array) => Reply> = {
    0x00: (p) => (p[0] === 0 ? p : Uint8Array.of(0)),
    0x02: () => Uint8Array.of(0x32, 0x01, 0x06, 0x07),
    0x04: () => Uint8Array.of(0, 0, this.targets.length, ...this.targets.flatMap((_, i) => [i + 1, 0, 0, 0]), 0x80),
    0x06: (p) => this.readRegisters(p),
    0x08: (p) => this.writeRegisters(p),
    0x12: () => new Uint8Array(0),
    0x14: (p) => (p[0] && p[0] <= 4 ? new Uint8Array(0) : "syntax error"),
    0x16: () => Uint8Array.of(ok),
    0x32: (p) => this.configureRf(p),
    0x40: (p) => this.exchange((p[0]! & 0x0f) - 1, p.subarray(1)),
    0x42: (p) => this.through(p),
    0x44: () => Uint8Array.of(ok),
    0x4a: (p) => this.list(p),
    0x52: (p) => this.release(p[0] ?? 0),
    0x54: (p) => Uint8Array.of(this.targets[p[0]! - 1] ? ok : wrongContext),
    0x60: () => Uint8Array.of(0),
    0x8c: () => ({ waitMs: 100, then: Uint8Array.of(timeout) }),
  };

  private readRegisters(p: Uint8Array): Reply {
    const values: number[] = [];
    for (let i = 0; i + 1 < p.length; i += 2) values.push(this.registerValues.get((p[i]! << 8) | p[i + 1]!) ?? 0);
    return Uint8Array.from(values);
  }

  private writeRegisters(p: Uint8Array): Reply {
    for (let i = 0; i + 2 < p.length; i += 3) this.registerValues.set((p[i]! << 8) | p[i + 1]!, p[i + 2]!);
    return new Uint8Array(0);
  }

  /** 7.3.1; switching the field off lets every card fall back to its start. */
  private configureRf(p: Uint8Array): Reply {
    if (p[0] === 5) this.activationRetries = p[3] ?? 0xff;
    if (p[0] === 1 && !(p[1]! & 1)) {
      this.targets = [];
      for (const card of this.field.cards) card.reset();
      this.raw.reset();
    }
    return new Uint8Array(0);
  }

  /** 7.3.5. Only 106 kbit/s type A finds anything here. */
  private list(p: Uint8Array): Reply {
    const [max = 1, modulation = 0] = p;
    if (max < 1 || max > 2) return "syntax error";
    this.targets = modulation === 0 ? this.field.cards.slice(0, max) : [];
    if (this.targets.length > 0) {
      for (const card of this.targets) card.reset();
      this.raw.adopt(this.targets[0]!);
      return Uint8Array.from([this.targets.length, ...this.targets.flatMap(targetData)]);
    }
    const waitMs = modulation === 0 && this.activationRetries === 0xff ? Infinity : activationMs * (this.activationRetries + 1);
    return { waitMs: modulation === 0 ? waitMs : activationMs, then: Uint8Array.of(0) };
  }

  /** 7.3.8: the front end adds and checks the CRC. */
  private exchange(index: number, frame: Uint8Array): Reply {
    const card = this.targets[index];
    if (!card) return Uint8Array.of(wrongContext);
    if (!this.field.cards.includes(card)) return Uint8Array.of(timeout);
    return statusAnd(this.field.exchange(this.field.cards.indexOf(card), frame));
  }

  /** 7.3.9: with CRC by the registers, or bare bits as an activation by hand needs them. */
  private through(frame: Uint8Array): Reply {
    const value = (register: number, start: number) => this.registerValues.get(register) ?? start;
    const mode = {
      crc: (value(registers.txMode, 0x80) & 0x80) !== 0,
      rxCrc: (value(registers.rxMode, 0x80) & 0x80) !== 0,
      bits: value(registers.bitFraming, 0) & 7,
    };
    return statusAnd(this.raw.exchange(frame, mode));
  }

  private release(target: number): Reply {
    this.targets = target === 0 ? [] : this.targets.filter((_, i) => i !== target - 1);
    return Uint8Array.of(ok);
  }
}

function targetData(card: EmulatedCard, index: number): number[] {
  return [index + 1, card.atqa >> 8, card.atqa & 0xff, card.sak, card.uid.length, ...card.uid];
}

function statusAnd(answer: Uint8Array | "nak" | undefined): Uint8Array {
  if (answer === undefined) return Uint8Array.of(timeout);
  return answer === "nak" ? Uint8Array.of(framing) : Uint8Array.of(ok, ...answer);
}
