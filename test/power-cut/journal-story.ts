import type { Entry } from "../../firmware/src/wire/record";
import { decodeRecord, gap, recordBytes, tap } from "../../firmware/src/wire/record";
import type { Journal } from "../../firmware/src/store/journal";
import { codeOf, journalFull } from "../../firmware/src/base/fault";
import { must, type Story, type StoryKind, type Workplace } from "./torture";

/** A tap whose `detail` is its number in the story, so that each can be told from each. */
function entryOf(number: number): Entry {
  const token = Uint8Array.from({ length: 8 }, (_, i) => (number * 31 + i * 7) & 255);
  return { type: tap, reason: 1, door: 1, technology: 1, flags: 1, time: 1000 + number, token, detail: number };
}

/** Taps come, a backend far away takes them in batches and acknowledges, power goes. */
class JournalStory implements Story {
  readonly steps = 90;
  private journal!: Journal;
  private epoch = 0;
  /** Sequence by event number, of events whose append returned. */
  private readonly promised = new Map<number, number>();
  /** What the backend has made durable, by sequence. */
  private readonly received = new Map<number, { detail: number; type: number }>();
  private attempts = 0;
  private refused = 0;
  private highest = 0;

  constructor(
    private readonly place: Workplace,
    private readonly keepNewest: boolean,
  ) {}

  boot(): void {
    this.epoch++;
    this.journal = new this.place.store.Journal(this.place.flash.region(0, this.place.flash.pages), this.place.native, this.epoch, this.keepNewest);
    must(this.journal.nextSequence > this.highest, `sequence went back from ${this.highest} to ${this.journal.nextSequence}`);
    must(this.journal.acknowledgedThrough < this.journal.nextSequence, "acknowledged more than there is");
    if (!this.keepNewest) this.mustNotClaim(this.journal.acknowledgedThrough);
    const first = this.place.random();
    if (first < 0.3) this.journal.prepare();
    else if (first < 0.6 && !this.keepNewest) this.deliver(32);
  }

  step(): void {
    const choice = this.place.random();
    if (choice < 0.72) this.tap();
    else if (choice < (this.keepNewest ? 0.76 : 0.86)) this.deliver(1 + Math.floor(this.place.random() * 20));
    else this.journal.prepare();
  }

  finish(): void {
    for (let turns = 0; this.deliver(32); turns++) must(turns < 200, "the journal never empties");
    let lost = 0;
    const seen = new Set<number>();
    for (const { detail, type } of this.received.values()) {
      if (type === gap) lost += detail;
      else must(!seen.has(detail) && seen.add(detail) !== undefined, `event ${detail} came under two numbers`);
    }
    const missing = [...this.promised].filter(([number, sequence]) => this.received.get(sequence)?.detail !== number);
    must(this.keepNewest || missing.length === 0, `${missing.length} recorded events lost, the first of them ${missing[0]?.join(" as ")}`);
    must(missing.length + (this.keepNewest ? 0 : this.refused - this.attempts) <= lost, `${missing.length} events lost, ${lost} owned up to`);
    must(this.journal.fill() === 0, "something is left over");
  }

  private tap(): void {
    const number = ++this.attempts;
    let sequence = 0;
    try {
      sequence = this.journal.append(entryOf(number));
    } catch (e) {
      if (this.keepNewest || codeOf(e) !== journalFull) throw e;
      this.refused++;
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
      this.receive(record.sequence, record.type, record.detail);
    }
    if (raw.length) this.journal.acknowledge(last);
    return raw.length > 0;
  }

  private receive(sequence: number, type: number, detail: number): void {
    const known = this.received.get(sequence);
    must(!known || (known.type === type && known.detail === detail), `sequence ${sequence} now says something else`);
    must(type === gap || (type === tap && detail > 0 && detail <= this.attempts), `an event nobody recorded: ${type} ${detail}`);
    const promised = type === tap ? this.promised.get(detail) : sequence;
    must(promised === undefined || promised === sequence, `event ${detail} promised as ${promised}, delivered as ${sequence}`);
    this.received.set(sequence, { type, detail });
  }

  /** Nothing up to `through` may be missing at the backend. */
  private mustNotClaim(through: number): void {
    for (const [number, sequence] of this.promised)
      must(sequence > through || this.received.has(sequence), `event ${number} is taken for acknowledged, but the backend never had it`);
  }
}

/** 2 kB to 4 kB of journal: every page is used several times over. */
function kindOf(name: string, pages: number, keepNewest: boolean): StoryKind {
  return { name, pageBytes: 512, pages, start: (place) => new JournalStory(place, keepNewest) };
}

export const journalKinds = [
  kindOf("journal, keep oldest, 2 pages", 2, false),
  kindOf("journal, keep oldest, 4 pages", 4, false),
  kindOf("journal, keep newest, 3 pages", 3, true),
];
