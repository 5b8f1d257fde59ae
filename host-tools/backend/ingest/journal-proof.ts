import { chainBegun } from "../../../firmware/src/wire/event";
import { chain, chainValueAt, chainValueBytes, encodeRecord, gap, recordBytes } from "../../../firmware/src/wire/record";
import type { Record as JournalRecord } from "../../../firmware/src/wire/record";
import type { JournalChain } from "../../../firmware/src/store/journal-chain";
import type { JournalBreak } from "../../api/readers";

/** What is known of a reader's journal after one of its chain records, or when it contradicts itself. */
export interface Finding {
  /** Of the record that told. */
  sequence: number;
  epoch: number;
  broken: JournalBreak | undefined;
  /** Everything since the chain record before is as the reader wrote it. */
  whole: boolean;
}

/** Far more than two chain records of the largest pages are apart. */
const unclosedMax = 1100;

/**
 * Follows one reader's records as they arrive and compares them with what its chain records say (docs/protocol.md, section 4).
 * Records that came before are passed over, so that a batch sent twice does no harm.
 */
export class JournalProof {
  /** A chain record of this reader has come at some time. */
  private begun = false;
  /** Every record since the last chain record is in the chain here. */
  private whole = false;
  /** Why `whole` is false, if that is no cause for alarm: the reader owned up to it, or the alarm was raised already. */
  private excused = false;
  private through = 0;
  private epoch = 0;
  private readonly record = new Uint8Array(recordBytes);

  constructor(private readonly chain: JournalChain) {}

  follow(record: JournalRecord): Finding | undefined {
    /* The one that a reader makes up in place of records it overwrote; it is on no flash, so it has no checksum. */
    const madeUp = record.type === gap && record.crc === 0;
    if (record.sequence <= this.through) {
      /* Epochs rise from record to record: a lower number in a later boot is another journal. */
      if (madeUp || record.epoch === this.epoch || ((record.epoch - this.epoch) & 65535) >= 32768) return undefined;
      this.restart(record);
      return this.begun ? brokenAt(record, "wentBack") : undefined;
    }
    this.through = record.sequence;
    if (!madeUp) this.epoch = record.epoch;
    if (record.type === chain) return this.close(record);
    if (madeUp) this.excuse();
    else this.add(record);
    if (!this.whole || this.chain.count <= unclosedMax) return undefined;
    this.excuse();
    return brokenAt(record, "unclosed");
  }

  private close(record: JournalRecord): Finding {
    const broken = this.brokenBy(record);
    const whole = this.whole && record.reason !== chainBegun && !broken;
    this.begun = this.whole = true;
    this.excused = false;
    this.add(record);
    return { sequence: record.sequence, epoch: record.epoch, broken, whole };
  }

  private brokenBy(record: JournalRecord): JournalBreak | undefined {
    if (record.reason === chainBegun) return this.begun && !this.excused ? "begunAnew" : undefined;
    if (!this.whole) return undefined;
    const { count } = this.chain;
    if (record.detail !== count) return record.detail > count ? "missing" : "added";
    this.write(record);
    const said = this.record.subarray(chainValueAt, chainValueAt + chainValueBytes);
    return Buffer.compare(said, this.chain.value().subarray(0, chainValueBytes)) === 0 ? undefined : "altered";
  }

  private restart(record: JournalRecord): void {
    this.through = record.sequence;
    this.epoch = record.epoch;
    this.excuse();
  }

  private excuse(): void {
    this.whole = false;
    this.excused = true;
  }

  private add(record: JournalRecord): void {
    if (!this.whole) return;
    this.write(record);
    this.chain.add(this.record);
  }

  private write(record: JournalRecord): void {
    this.record.fill(0);
    encodeRecord(this.record, record, record.sequence, record.epoch);
  }
}

function brokenAt({ sequence, epoch }: JournalRecord, broken: JournalBreak): Finding {
  return { sequence, epoch, broken, whole: false };
}
