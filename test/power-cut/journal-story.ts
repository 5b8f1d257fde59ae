import type { Entry } from "../../firmware/src/wire/record";
import { chain, decodeRecord, gap, recordBytes, tap } from "../../firmware/src/wire/record";
import type { Journal } from "../../firmware/src/store/journal";
import { JournalChain } from "../../firmware/src/store/journal-chain";
import { codeOf, journalFull } from "../../firmware/src/base/fault";
import { JournalProof } from "../../host-tools/backend/ingest/journal-proof";
import { nodeCipher } from "../../host-tools/hal/node-cipher";
import { must, type Story, type StoryKind, type Workplace } from "./torture";

/** A tap whose `detail` is its number in the story, so that each can be told from each. */
function entryOf(number: number): Entry {
  const token = Uint8Array.from({ length: 8 }, (_, i) => (number * 31 + i * 7) & 255);
  return { type: tap, reason: 1, door: 1, technology: 1, flags: 1, time: 1000 + number, token, detail: number };
}

const cipher = nodeCipher();
const chainKey = new Uint8Array(32).fill(7);

/** Taps come, a backend far away takes them in batches and acknowledges, power goes. */
export class JournalStory implements Story {
  readonly steps = 90;
  private journal!: Journal;
  private epoch = 0;
  /** Sequence by event number, of events whose append returned. */
  private readonly promised = new Map<number, number>();
  /** What the backend has made durable: event number by sequence, and losses by epoch and sequence, as its keys are. */
  private readonly received = new Map<number, number>();
  private readonly gaps = new Map<string, number>();
  private attempts = 0;
  private highest = 0;
  /** As the backend follows it; nothing here contradicts its own chain. */
  private begunAnew = 0;
  private readonly proof = new JournalProof(new JournalChain(cipher, chainKey));

  constructor(
    private readonly place: Workplace,
    private readonly keepNewest: boolean,
  ) {}

  boot(): void {
    this.epoch++;
    this.journal = new this.place.store.Journal(this.place.flash.region(0, this.place.flash.pages), this.place.native, this.epoch, this.keepNewest);
    this.journal.chain = new this.place.store.JournalChain(cipher, chainKey);
    must(this.journal.nextSequence > this.highest, `sequence went back from ${this.highest} to ${this.journal.nextSequence}`);
    must(this.journal.acknowledgedThrough < this.journal.nextSequence, "acknowledged more than there is");
    if (!this.keepNewest) this.mustNotClaim(this.journal.acknowledgedThrough);
    /* As a reader does: it calls the backend and then has an idle moment, unless taps come first. */
    if (this.place.random() < (this.keepNewest ? 0.1 : 0.5)) this.deliver(32);
    if (this.place.random() < 0.5) this.journal.prepare();
  }

  step(): void {
    const choice = this.place.random();
    if (choice < 0.72) this.tap();
    else if (choice < (this.keepNewest ? 0.76 : 0.86)) this.deliver(1 + Math.floor(this.place.random() * 20));
    else this.journal.prepare();
  }

  finish(): void {
    for (let turns = 0; this.deliver(32); turns++) must(turns < 200, "the journal never empties");
    const lost = [...this.gaps.values()].reduce((sum, records) => sum + records, 0);
    must(new Set(this.received.values()).size === this.received.size, "an event came under two numbers");
    const missing = [...this.promised].filter(([number, sequence]) => this.received.get(sequence) !== number);
    must(this.keepNewest || missing.length === 0, `${missing.length} recorded events lost, the first of them ${missing[0]?.join(" as ")}`);
    must(missing.length <= lost, `${missing.length} events lost, ${lost} owned up to`);
    must(this.journal.fill() === 0, "something is left over");
    /* Only a page whose chain record was torn at both of its last places has none. */
    must(2 * this.begunAnew < Math.max(1, this.epoch), `the chain was begun anew ${this.begunAnew} times in ${this.epoch} boots`);
  }

  private tap(): void {
    const number = ++this.attempts;
    let sequence = 0;
    try {
      sequence = this.journal.append(entryOf(number));
    } catch (e) {
      if (this.keepNewest || codeOf(e) !== journalFull) throw e;
      this.deliver(32);
      return;
    }
    must(sequence > this.highest, `sequence ${sequence} after ${this.highest}`);
    this.highest = sequence;
    this.promised.set(number, sequence);
  }

  /** One exchange with the backend; false when there was nothing. */
  private deliver(max: number): boolean {
    const raw = this.journal.batch(max);
    let last = this.journal.acknowledgedThrough;
    for (let at = 0; at < raw.length; at += recordBytes) {
      const record = decodeRecord(raw, at);
      must(record.sequence > last, `sequence ${record.sequence} delivered after ${last}`);
      last = record.sequence;
      const broken = this.proof.follow(record)?.broken;
      if (broken === "begunAnew") this.begunAnew++;
      else must(!broken, `the chain is broken at ${record.sequence}: ${broken}`);
      if (record.type === chain) continue;
      if (record.type === gap) this.gaps.set(`${record.epoch}:${record.sequence}`, record.detail);
      else this.receive(record.sequence, record.type, record.detail);
    }
    if (raw.length) this.journal.acknowledge(last);
    return raw.length > 0;
  }

  private receive(sequence: number, type: number, number: number): void {
    const known = this.received.get(sequence);
    must(known === undefined || known === number, `sequence ${sequence} now says something else`);
    must(type === tap && number > 0 && number <= this.attempts, `an event nobody recorded: ${type} ${number}`);
    const promised = this.promised.get(number);
    must(promised === undefined || promised === sequence, `event ${number} promised as ${promised}, delivered as ${sequence}`);
    this.received.set(sequence, number);
  }

  /** Nothing up to `through` may be missing at the backend. */
  private mustNotClaim(through: number): void {
    for (const [number, sequence] of this.promised)
      must(sequence > through || this.received.has(sequence), `event ${number} is taken for acknowledged, but the backend never had it`);
  }
}

/** Small pages: each is used several times over. */
export function journalKind(name: string, pageBytes: number, pages: number, keepNewest: boolean): StoryKind {
  return { name, pageBytes, pages, fewSteps: 18, start: (place) => new JournalStory(place, keepNewest) };
}

export const journalKinds: StoryKind[] = [
  journalKind("journal, keep oldest, 2 pages", 256, 2, false),
  journalKind("journal, keep oldest, 4 pages", 512, 4, false),
  journalKind("journal, keep newest, 3 pages", 256, 3, true),
  { ...journalKind("journal, keep oldest, 4 pages, one of them bad", 256, 4, false), bad: [2] },
  { ...journalKind("journal, keep newest, 5 pages, two of them bad", 256, 5, true), bad: [0, 3] },
];
