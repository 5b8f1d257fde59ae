import type { Record as JournalRecord } from "../../../firmware/src/wire/record";
import type { Feed } from "../feed";
import { count } from "../link/gateway";
import type { Contact } from "../link/contact";
import type { Store, Trx } from "../store/open";
import { rest, Turns } from "../turns";
import { insertEvents } from "./insert-events";

/** A reader's frame that is answered only when what it brought is on disk. */
export interface Waiting {
  contact: Contact;
  /** The epoch in which it came. */
  epoch: number;
  /** None: only the new epoch is to be kept. */
  records: JournalRecord[];
  durable(): void;
}

const waitingMax = 20_000;
const portionMax = 2_000;
/** A commit is one piece of work, and the longer the more it has to write. */
const portionRecordsMax = 16_000;
/** Receipts to one turn: each is sealed, so this takes some milliseconds. */
const receiptsInTurn = 50;

/**
 * Group commit: whatever came from all readers while the last transaction ran goes into the next one, up to a bound, and everything else has its turn
 * meanwhile. When it cannot be stored, nobody is answered: the readers keep their events and ask again.
 */
export class EventQueue {
  private waiting: Waiting[] = [];
  private writing: Promise<void> | undefined;
  /** Why the last transaction failed; undefined while all is well. */
  trouble: string | undefined;

  constructor(
    private readonly store: Store,
    private readonly feed: Feed,
    private readonly options: { nowMs(): number; onTrouble(error: unknown): void; follow(frames: Waiting[]): Promise<void> },
  ) {}

  add(frame: Waiting): void {
    if (this.waiting.length >= waitingMax) return count(frame.contact.dropped, "overload");
    this.waiting.push(frame);
    this.writing ??= rest().then(() => this.writeAll());
  }

  /** Fulfilled when nothing waits any more. */
  async idle(): Promise<void> {
    while (this.writing) await this.writing;
  }

  private async writeAll(): Promise<void> {
    while (this.waiting.length > 0) {
      await this.writePortion(this.waiting.splice(0, portionOf(this.waiting)));
      await rest();
    }
    this.writing = undefined;
  }

  private async writePortion(frames: Waiting[]): Promise<void> {
    const added = await this.store
      .change((trx) => this.write(trx, frames))
      .catch((error: unknown) => this.refused(frames, error));
    if (added === undefined) return;
    this.trouble = undefined;
    await answer(frames);
    if (added > 0) this.feed.tell("ingested", undefined);
    await this.options.follow(frames).catch(this.options.onTrouble);
  }

  private async write(trx: Trx, frames: Waiting[]): Promise<number> {
    await raiseEpochs(trx, frames);
    return insertEvents(trx, frames, Math.floor(this.options.nowMs() / 1000));
  }

  private refused(frames: Waiting[], error: unknown): undefined {
    this.trouble = error instanceof Error ? error.message : String(error);
    for (const frame of frames) count(frame.contact.dropped, "notStored");
    this.options.onTrouble(error);
  }
}

/** How many of the frames go into one transaction. */
function portionOf(waiting: Waiting[]): number {
  let count = 0;
  for (let records = 0; count < Math.min(waiting.length, portionMax) && records < portionRecordsMax; count++) records += waiting[count]!.records.length;
  return count;
}

/** To be called once it is durable. */
async function answer(frames: Waiting[]): Promise<void> {
  const turns = new Turns(receiptsInTurn);
  for (const frame of frames) {
    frame.contact.durableEpoch = Math.max(frame.contact.durableEpoch, frame.epoch);
    frame.durable();
    if (turns.due(1)) await turns.rest();
  }
}

/** Before any answer in a new epoch it is on disk: no recording of an older one is ever believed again. */
async function raiseEpochs(trx: Trx, frames: Waiting[]): Promise<void> {
  for (const { contact, epoch } of frames) {
    if (contact.durableEpoch >= epoch) continue;
    await trx.updateTable("reader").set({ epoch }).where("num", "=", contact.num).where("epoch", "<", epoch).execute();
  }
}
