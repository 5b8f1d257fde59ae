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
    name: "the bank's header goes first",
    file: "store/grant-merge.ts",
    find: "  const merge = { at: 0, changes: changes, writer: writer };",
    replace:
      "  const merge = { at: 0, changes: changes, writer: writer };\n  if (old) { const b = { side, generation, version, count: old.count, blocks: old.blocks }; writeBank(place.region, place.native, place.shape, b); }",
  },
  {
    name: "the bank in force is built over",
    file: "store/grant-merge.ts",
    find: "const side = old ? 1 - old.side : 0;",
    replace: "const side = old ? old.side : 0;",
  },
  {
    name: "changes count without their commit",
    file: "store/grant-log.ts",
    find: "      if ((words[5]! & kindMask) !== kindCommit",
    replace:
      "      if ((words[5]! & kindMask) === kindChange && isSealed(this.native, words, 0)) { this.index(slot, words[1]! >>> 24); continue; }\n      words[2] = 0;\n      if ((words[5]! & kindMask) !== kindCommit",
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
    replace: "      log.commit(toVersion, count, 0);\n      for (let removals = 1; removals >= 0; removals--) {",
  },
  {
    name: "the log runs on into the table",
    file: "store/grants.ts",
    find: "grants.length < this.log.room()",
    replace: "grants.length < this.log.room() + 9",
  },
  {
    name: "a merge forgets that a token was removed",
    file: "store/grant-merge.ts",
    find: "!(change[5]! & flagRemoved) && ",
    replace: "",
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
