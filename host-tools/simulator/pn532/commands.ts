import type { CardAnswer, EmulatedCard } from "../cards/card";
import type { Quirks } from "./faults";
import type { Field } from "./field";
import { IsoDep, speaksIsoDep } from "./iso-dep";
import { RawField, type Heard } from "./raw-field";

/*
 * What each command answers (UM0701-02, chapter 7), as data after its code byte. Instead of bytes: "not yet, look again
 * when a card comes or when that many milliseconds have passed".
 */
export type Reply = Uint8Array | { waitMs: number; then: Uint8Array } | "syntax error";

/** Status bytes (7.1). */
const ok = 0x00;
const timeout = 0x01;
/** Four-bit answers have no CRC and look to the chip like one that is wrong. */
const crcError = 0x02;
const collision = 0x06;
const wrongContext = 0x27;
/** The card's block is not what ISO/IEC 14443-4 lets it be. */
const protocolError = 0x0b;
/** SetParameters (7.2.9): the chip sends RATS by itself. */
const automaticRats = 0x10;

/** BR 8 is 1,288,000 baud (7.2.8). */
const serialRateMax = 8;

/** ReadRegister and WriteRegister reach these in raw mode (8.6.22). */
const registers = { txMode: 0x6302, rxMode: 0x6303, control: 0x633c, bitFraming: 0x633d };
const lastBitsMask = 7;
const crcEnabled = 0x80;
const speedAndFraming = 0x73;
/** One passive activation takes about this long before it counts as failed. */
const activationMs = 5;
const autoPollUnitMs = 150;
/** Poll types of InAutoPoll that find a type A card (7.3.13). */
const autoPollTypeA = [0x00, 0x10];
const for106TypeA = 0x00;

export class Commands {
  /** Cards as last listed, by target number less one. */
  private targets: EmulatedCard[] = [];
  private activationRetries = 0xff;
  private fieldOn = false;
  private readonly registerValues = new Map<number, number>();
  private readonly raw: RawField;
  private readonly isoDep: IsoDep;
  private readonly answersToSelect = new Map<EmulatedCard, Uint8Array>();
  private parameters = automaticRats;
  /** BR as last set (7.2.8). */
  serialRate = 0;

  constructor(
    private readonly field: Field,
    private readonly quirks: Quirks,
  ) {
    this.raw = new RawField(field);
    this.isoDep = new IsoDep(field);
  }

  /** Power-on state, as after a brown-out. */
  reset(): void {
    this.activationRetries = 0xff;
    this.parameters = automaticRats;
    this.registerValues.clear();
    this.switchField(false);
  }

  /** `command` from its code byte on. */
  reply(command: Uint8Array): Reply {
    const run = this.table[command[0]!];
    return run ? run(command.subarray(1)) : "syntax error";
  }

  private readonly table: Record<number, (p: Uint8Array) => Reply> = {
    0x00: (p) => (p[0] === 0 ? p : Uint8Array.of(p[0] === 6 && this.targets.length === 0 ? timeout : ok)),
    0x02: () => Uint8Array.from(this.quirks.version),
    0x04: () => this.status(),
    0x06: (p) => this.readRegisters(p),
    0x08: (p) => this.writeRegisters(p),
    0x10: (p) => this.setSerialRate(p),
    0x12: (p) => this.setParameters(p),
    0x14: (p) => (p[0] && p[0] <= 4 ? new Uint8Array(0) : "syntax error"),
    0x16: (p) => (p[0] ? Uint8Array.of(ok) : "syntax error"),
    0x32: (p) => this.configureRf(p),
    0x40: (p) => this.exchange((p[0]! & 0x0f) - 1, p.subarray(1)),
    0x42: (p) => this.through(p),
    0x44: (p) => this.deselect(p[0] ?? 0),
    0x4a: (p) => this.list(p),
    0x52: (p) => this.release(p[0] ?? 0),
    0x54: (p) => this.select(p[0]! - 1),
    0x60: (p) => this.autoPoll(p),
    /* TgInitAsTarget: this chip is a reader, nobody's card. */
    0x8c: () => "syntax error",
  };

  private setSerialRate(p: Uint8Array): Reply {
    if (p.length !== 1 || p[0]! > serialRateMax) return "syntax error";
    this.serialRate = p[0]!;
    return new Uint8Array(0);
  }

  private setParameters(p: Uint8Array): Reply {
    if (p.length !== 1) return "syntax error";
    this.parameters = p[0]!;
    return new Uint8Array(0);
  }

  /** GetGeneralStatus (7.2.3): 106 kbit/s, type A, for each target. */
  private status(): Reply {
    const targets = this.targets.flatMap((_, index) => [index + 1, 0, 0, 0]);
    return Uint8Array.of(ok, this.fieldOn ? 1 : 0, this.targets.length, ...targets, 0x80);
  }

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
    if (p[0] === 5 && !this.quirks.ignoresRfConfiguration) this.activationRetries = p[3] ?? 0xff;
    if (p[0] === 1) this.switchField((p[1]! & 1) === 1);
    return new Uint8Array(0);
  }

  private switchField(on: boolean): void {
    this.fieldOn = on;
    if (on) return;
    this.targets = [];
    this.field.restart();
  }

  /** 7.3.5. Only 106 kbit/s type A finds anything here. */
  private list(p: Uint8Array): Reply {
    const [max = 0, modulation = for106TypeA] = p;
    if (max < 1 || max > 2 || modulation > 4) return "syntax error";
    const found = modulation === for106TypeA ? this.activate(max, p.subarray(2)) : [];
    if (found.length > 0) return Uint8Array.from([found.length, ...found.flatMap((card, i) => this.targetData(card, i))]);
    const endless = modulation === for106TypeA && this.activationRetries === 0xff;
    const waitMs = modulation === for106TypeA ? activationMs * (this.activationRetries + 1) : activationMs;
    return { waitMs: endless ? Infinity : waitMs, then: Uint8Array.of(0) };
  }

  /**
   * Cards that the host deselected stay halted, unless the host names one by its UID; those still held from the listing
   * before are found again. `named`: that UID with its cascade tags, or empty.
   */
  private activate(max: number, named: Uint8Array = new Uint8Array(0)): EmulatedCard[] {
    this.fieldOn = true;
    for (const register of [registers.txMode, registers.rxMode]) this.registerValues.set(register, crcEnabled);
    this.registerValues.set(registers.bitFraming, 0);
    this.answersToSelect.clear();
    const wanted = (card: EmulatedCard) => (named.length > 0 ? isNamed(card, named) : this.field.stateOf(card) !== "halted");
    const waiting = this.field.cards.filter(wanted).slice(0, max);
    this.targets = waiting.filter((card) => this.wake(card));
    this.targets.slice(1).forEach((card) => this.field.put(card, "idle"));
    if (this.targets.length > 1) this.wake(this.targets[0]!);
    return this.targets;
  }

  /** Selects `card` and, where it speaks ISO/IEC 14443-4, activates it; false: it did not answer any more. */
  private wake(card: EmulatedCard): boolean {
    this.field.put(card, "idle");
    this.field.put(card, "active");
    if (!speaksIsoDep(card) || !(this.parameters & automaticRats)) return true;
    const ats = this.isoDep.activate(card);
    if (ats) this.answersToSelect.set(card, ats);
    return ats !== undefined;
  }

  private targetData(card: EmulatedCard, index: number): number[] {
    const ats = this.answersToSelect.get(card) ?? [];
    return [index + 1, card.atqa >> 8, card.atqa & 0xff, card.sak, card.uid.length, ...card.uid, ...ats];
  }

  private autoPoll(p: Uint8Array): Reply {
    const [polls = 1, period = 1, ...types] = p;
    const type = types.find((one) => autoPollTypeA.includes(one));
    const found = type === undefined ? [] : this.activate(2);
    const data = found.map((card, i) => this.targetData(card, i)).flatMap((target) => [type!, target.length, ...target]);
    if (found.length > 0) return Uint8Array.from([found.length, ...data]);
    return { waitMs: polls === 0xff ? Infinity : polls * period * autoPollUnitMs, then: Uint8Array.of(0) };
  }

  /** 7.3.8: the front end adds and checks the CRC, and selects the target when another one is active. */
  private exchange(index: number, frame: Uint8Array): Reply {
    const card = this.targets[index];
    if (!card) return Uint8Array.of(wrongContext);
    this.select(index);
    if (this.answersToSelect.has(card)) return this.exchangeBlocks(card, frame);
    const answer = this.field.exchange(card, frame);
    return answer === "ack" ? Uint8Array.of(ok) : statusAnd(answer, true);
  }

  private exchangeBlocks(card: EmulatedCard, data: Uint8Array): Reply {
    const answer = this.isoDep.exchange(card, data);
    if (answer === "gone") return Uint8Array.of(timeout);
    if (answer === "wrong") return Uint8Array.of(protocolError);
    if (answer === "endless") return { waitMs: Infinity, then: Uint8Array.of(timeout) };
    const reply = Uint8Array.of(ok, ...answer.data);
    return answer.waitMs > 0 ? { waitMs: answer.waitMs, then: reply } : reply;
  }

  /** 7.3.9: with CRC by the registers, or bare bits as an activation by hand needs them. */
  private through(frame: Uint8Array): Reply {
    const value = (register: number) => this.registerValues.get(register) ?? 0;
    const mode = {
      crc: (value(registers.txMode) & crcEnabled) !== 0,
      rxCrc: (value(registers.rxMode) & crcEnabled) !== 0,
      bits: value(registers.bitFraming) & lastBitsMask,
    };
    /* Anything but type A at 106 kbit/s is nothing a card here understands. */
    const typeA = (value(registers.txMode) & speedAndFraming) === 0;
    const heard = typeA && this.fieldOn ? this.raw.exchange(frame, mode) : undefined;
    const nibble = heard === "ack" || heard === "nak";
    this.registerValues.set(registers.control, (value(registers.control) & ~lastBitsMask) | (nibble ? 4 : 0));
    return statusAnd(heard, mode.rxCrc);
  }

  /** 7.3.10: the card is halted and still known by its number; 0: all. */
  private deselect(target: number): Reply {
    if (target > 0 && !this.targets[target - 1]) return Uint8Array.of(wrongContext);
    this.targets.forEach((card, index) => (target === 0 || index === target - 1) && this.field.put(card, "halted"));
    return Uint8Array.of(ok);
  }

  /** 7.3.12: halted and forgotten. */
  private release(target: number): Reply {
    const reply = this.deselect(target);
    this.targets = target === 0 ? [] : this.targets.filter((_, index) => index !== target - 1);
    return reply;
  }

  /** 7.3.11: the one that was active is halted, this one woken and selected. */
  private select(index: number): Reply {
    const card = this.targets[index];
    if (!card) return Uint8Array.of(wrongContext);
    if (!this.field.cards.includes(card)) return Uint8Array.of(timeout);
    if (this.field.stateOf(card) === "active") return Uint8Array.of(ok);
    for (const other of this.targets) if (this.field.stateOf(other) === "active") this.field.put(other, "halted");
    return Uint8Array.of(this.wake(card) ? ok : timeout);
  }
}

/** The cascade tag 88 stands before each part of the UID but the last (ISO/IEC 14443-3, 6.5.4). */
function isNamed(card: EmulatedCard, named: Uint8Array): boolean {
  const parts = [...card.uid];
  const tagged = card.uid.length === 4 ? parts : card.uid.length === 7 ? [0x88, ...parts] : [0x88, ...parts.slice(0, 3), 0x88, ...parts.slice(3)];
  return tagged.length === named.length && tagged.every((byte, i) => byte === named[i]);
}

/** `managed`: the front end looks at CRCs and acknowledgements itself, as it does in InDataExchange. */
function statusAnd(heard: Heard, managed: boolean): Uint8Array {
  if (heard === undefined) return Uint8Array.of(timeout);
  if (heard === "collision") return Uint8Array.of(collision);
  if (heard instanceof Uint8Array) return Uint8Array.of(ok, ...heard);
  return managed ? Uint8Array.of(crcError) : nibble(heard);
}

const nibble = (heard: CardAnswer): Uint8Array => Uint8Array.of(ok, heard === "ack" ? 0x0a : 0x00);
