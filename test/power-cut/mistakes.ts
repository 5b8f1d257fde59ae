import type { Mistake } from "./load-store";

/** Mistakes that people make in such stores. Each is put into the shipped source; the stories must notice every one. */
export const mistakes: Mistake[] = [
  {
    name: "the record's checksum is not looked at",
    file: "store/journal.ts",
    find: "record[1] !== from + i || !isSealed(this.native, record, page)",
    replace: "record[0] === 0xffffffff",
  },
  {
    name: "a torn slot at the end is used again",
    file: "store/journal.ts",
    find: "this.slot = this.used(this.page);",
    replace: "this.slot = this.used(this.page); if (this.slot > 0 && !this.believed(this.region.read(this.offset(this.page, this.slot - 1), 32), this.page * this.shape.slots + this.slot).length) this.slot--;",
  },
  {
    name: "sequence numbers count whole records, not slots",
    file: "store/journal.ts",
    find: "this.nextSequence = this.page * this.shape.slots + this.slot + 1;",
    replace:
      "this.nextSequence = this.page * this.shape.slots + (this.page < 0 ? this.slot : this.believed(this.region.read(this.offset(this.page, 0), this.slot * 32), this.page * this.shape.slots + 1).length / 32) + 1;",
  },
  {
    name: "the watermark runs ahead of what is acknowledged",
    file: "store/journal.ts",
    find: "this.marks++, through);",
    replace: "this.marks++, this.nextSequence - 1);",
  },
  {
    name: "a torn watermark is believed",
    file: "store/journal-page.ts",
    find: "value > through && (value ^ complement) === -1",
    replace: "value > through && value !== 0xffffffff",
  },
  {
    name: "a page is overwritten before it is acknowledged",
    file: "store/journal.ts",
    find: "return Math.max(0, (this.page + 2 - this.region.pages) * this.shape.slots - this.acknowledgedThrough);",
    replace: "return 0;",
  },
  {
    name: "the next page is made ready while this one is still empty",
    file: "store/journal.ts",
    find: "!this.ready && this.slot > 0 && this.lostByNext() === 0",
    replace: "!this.ready && this.lostByNext() === 0",
  },
  {
    name: "a page header counts without its checksum",
    file: "store/journal-page.ts",
    find: "words[1] !== format || !isSealed(native, words, 0)",
    replace: "words[1] === 0",
  },
  {
    name: "a page is not erased before it is used again",
    file: "store/journal-page.ts",
    find: "  region.erase(place);\n",
    replace: "",
  },
  {
    name: "losing the oldest records is not owned up to",
    file: "store/journal.ts",
    find: "if (lost > this.acknowledgedThrough) return this.gapRecord(lost);",
    replace: "",
  },
  {
    name: "a page erased but not yet headed is forgotten at start",
    file: "store/journal.ts",
    find: "if (!readPage(this.region, this.native, this.shape, this.oldest)) this.oldest++;",
    replace: "",
  },
  {
    name: "a page's header goes before what it vouches for",
    file: "store/grant-page.ts",
    find: "  region.erase(head.place);\n  if (body.length) region.write(at + headBytes, body);\n  if (!readPage(region, native, head)) return false;",
    replace: "  region.erase(head.place);\n  const late = () => body.length && region.write(at + headBytes, body);",
  },
  {
    name: "a page is written over the one it replaces",
    file: "store/grant-table.ts",
    find: "if (this.directory.places.subarray(0, this.directory.pages).indexOf(this.cursor) < 0) return this.cursor;",
    replace: "if (i >= 0) return this.cursor;",
  },
  {
    name: "of two pages for a bucket the older counts",
    file: "store/page-recovery.ts",
    find: "ranks[i] = head.generation * placeStep",
    replace: "ranks[i] = (0xffffffff - head.generation) * placeStep",
  },
  {
    name: "the rest of a page that was being divided is forgotten",
    file: "store/page-recovery.ts",
    find: "if (start >= head.to) voidPage",
    replace: "if (start > head.from) voidPage",
  },
  {
    name: "generations begin anew at each start",
    file: "store/grant-table.ts",
    find: "    this.generation = found.generation;\n",
    replace: "    this.generation = 0;\n",
  },
  {
    name: "pages of a list that was given up come back",
    file: "store/page-recovery.ts",
    find: "if (head && head.life !== life) voidPage(this.region, head.place);\n      else if (head) {",
    replace: "if (head) {",
  },
  {
    name: "the log is given up before its last changes are in the table",
    file: "store/grants.ts",
    find: "    if (this.changes.bucketFrom(this.merged) >= buckets) this.dropMerged();\n",
    replace: "    this.dropMerged();\n",
  },
  {
    name: "the next log begins before the one before it is merged",
    file: "store/grants.ts",
    find: "      this.finishMerge();\n    } catch (e) {\n      /* Where",
    replace: "    } catch (e) {\n      /* Where",
  },
  {
    name: "the log that is being merged is forgotten at start",
    file: "store/grants.ts",
    find: "if (other && other.life === head.life) this.merging = this.logOf(1 - side, other);",
    replace: "if (other && other.life === head.life) voidLog(this.region, 1 - side);",
  },
  {
    name: "changes count without their commit",
    file: "store/grant-log.ts",
    find: "      if ((words[5]! & kindMask) !== kindCommit",
    replace:
      "      if ((words[5]! & kindMask) === kindChange && isSealed(this.native, words, 0)) { this.adopt(slot); continue; }\n      words[2] = 0;\n      if ((words[5]! & kindMask) !== kindCommit",
  },
  {
    name: "the commit takes in the changes of a broken delta before it",
    file: "store/grant-log.ts",
    find: "Math.max(1, slot - words[2]!)",
    replace: "((from: number) => (((this as any).after = slot + 1), from))((this as any).after || 1)",
  },
  {
    name: "the commit goes before the changes",
    file: "store/grants.ts",
    find: "      for (let removals = 1; removals >= 0; removals--) {",
    replace: "      this.log!.commit(toVersion, count, 0);\n      for (let removals = 1; removals >= 0; removals--) {",
  },
  {
    name: "the log runs on into the next page",
    file: "store/grants.ts",
    find: "if (slots + 1 > this.log!.room()) this.turn(-1);",
    replace: "if (slots + 1 > this.log!.room() + 9) this.turn(-1);",
  },
  {
    name: "a merge forgets that a token was removed",
    file: "store/log-changes.ts",
    find: "if (!(grant.flags & flagRemoved)) others.push",
    replace: "others.push",
  },
  {
    name: "a merge takes an older change of a token for the newest",
    file: "store/log-changes.ts",
    find: "log.firstWord(slots[i]!) * slotStep + slots[i]!;",
    replace: "log.firstWord(slots[i]!) * slotStep + slotStep - 1 - slots[i]!;",
  },
  {
    name: "the state's only page is erased to write it",
    file: "store/state.ts",
    find: "      this.region.erase(1 - this.page);\n      this.page = 1 - this.page;",
    replace: "      this.page = 0;\n      this.region.erase(this.page);",
  },
  {
    name: "a torn copy of the state is believed",
    file: "store/state.ts",
    find: "words[0] !== magic || !isSealed(this.native, words, 0)",
    replace: "words[0] !== magic",
  },
  {
    name: "the epoch is used before it is on flash",
    file: "store/state.ts",
    find: "  state.save();\n",
    replace: "",
  },
  {
    name: "random numbers rely on the board's dice",
    file: "crypto/drbg.ts",
    find: "pack(\"u32\", [options.epoch]), options.noise]));\n  let counter = 0;\n  let kept = false;\n  options.persist(secret);",
    replace: "options.noise]));\n  let counter = 0;\n  let kept = false;",
  },
  {
    name: "settings are written over those in force",
    file: "store/settings.ts",
    find: "    this.write(1 - this.half, copy);\n    if (!this.recover(1 - this.half))",
    replace: "    this.write(this.half, copy);\n    if (!this.recover(this.half))",
  },
  {
    name: "half-written settings are believed",
    file: "store/settings.ts",
    find: "if (!isSealed(this.native, wordsOf(copy), 0)) return false;",
    replace: "",
  },
];
