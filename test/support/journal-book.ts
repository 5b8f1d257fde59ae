import { fromHex } from "../../firmware/src/base/bytes";
import { chainKeyOf } from "../../firmware/src/crypto/kdf";
import { JournalChain } from "../../firmware/src/store/journal-chain";
import { chained } from "../../firmware/src/wire/event";
import { chain, encodeRecord, recordBytes, type Entry } from "../../firmware/src/wire/record";
import { nodeCipher } from "../../host-tools/hal/node-cipher";
import type { ModelReader } from "./model-reader";
import { tapOf } from "./model-reader";

/** The chain of one journal: every record goes through it, and what closes a page is made of those before. */
export class ChainedEntries {
  private readonly chain: JournalChain;
  private begun = false;

  constructor(deviceKey: string) {
    this.chain = new JournalChain(nodeCipher(), chainKeyOf(nodeCipher(), fromHex(deviceKey)));
  }

  /** A chain record, to be added like any other. */
  closing(): Entry {
    const value = Buffer.from(this.chain.value());
    const said = { time: value.readUInt32LE(0), token: Uint8Array.from(value.subarray(4, 12)), detail: this.chain.count };
    const none = { time: 0, token: undefined, detail: 0 };
    return { type: chain, door: 0, technology: 0, flags: 2, reason: chained + (this.begun ? 0 : 1), ...(this.begun ? said : none) };
  }

  add(entry: Entry, sequence: number, epoch: number): void {
    const record = new Uint8Array(recordBytes);
    encodeRecord(record, entry, sequence, epoch);
    if (entry.type === chain) this.begun = true;
    if (this.begun) this.chain.add(record);
  }
}

/** A journal as a reader would keep it: taps, and after each `every` of them a chain record. */
export class JournalBook {
  private readonly entries: ChainedEntries;

  constructor(private readonly reader: ModelReader) {
    this.entries = new ChainedEntries(reader.identity.deviceKey);
  }

  /** The reader that goes on with this book. */
  with(reader: ModelReader): JournalBook {
    return Object.assign(Object.create(JournalBook.prototype) as JournalBook, this, { reader });
  }

  async taps(count: number, tell = (entry: Entry) => entry): Promise<void> {
    for (let n = 0; n < count; n++) await this.add(tapOf(new Uint8Array(8).fill(n + 1), { flags: n % 3 ? 1 : 3, time: n % 3 ? 1_790_000_000 : n }), tell);
  }

  async close(): Promise<void> {
    await this.add(this.entries.closing());
  }

  private async add(entry: Entry, tell = (kept: Entry) => kept): Promise<void> {
    this.entries.add(entry, this.reader.nextSequence, this.reader.epoch);
    await this.reader.report([tell(entry)]);
  }
}
