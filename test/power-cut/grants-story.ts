import type { Grants } from "../../firmware/src/store/grants";
import type { Grant } from "../../firmware/src/wire/grant";
import { toHex } from "../../firmware/src/base/bytes";
import { flagRemoved } from "../../firmware/src/wire/grant";
import { must, type Story, type StoryKind, type Workplace } from "./torture";

type List = Map<number, Grant>;
/** Many: enough to divide pages. A crowd: enough to divide them over and over and to fill all of them anew. */
const few = 60;
const many = 240;
const crowd = 900;
/** With more people than this a check asks for some of them, by turns. */
const checkedMax = 300;
const none = new Uint8Array(0);

/** Tokens of this story: some share their first word, which real ones almost never do. */
function tokenOf(person: number): Uint8Array {
  const spread = Math.imul(person >> 8, 0x9e3779b1);
  const token = Uint8Array.from({ length: 8 }, (_, i) => ((person & 255) * (37 + i * 50) + (spread >>> (i * 3))) & 255);
  if (person % 9 === 1) token.set(tokenOf(person - 1).subarray(0, 4));
  token[6] = person;
  token[5] = person >> 8;
  return token;
}

const personOf = (token: Uint8Array): number => token[5]! * 256 + token[6]!;
const tokens = Array.from({ length: crowd }, (_, person) => tokenOf(person));

/** An office edits who may pass; after every cut the reader must hold one whole version, the old or the new. */
export class GrantsStory implements Story {
  readonly steps = 40;
  private grants!: Grants;
  private version = 0;
  private list: List = new Map();
  private asked: { version: number; list: List } | undefined;
  private checks = 0;
  /** Most changes in one delta. */
  private readonly most: number;
  /** Everyone has dates of their own, and a third a card key; or there are a handful of access levels and no more. */
  private readonly isVaried: boolean;

  constructor(
    private readonly place: Workplace,
    private readonly people = few,
  ) {
    const roomInLog = place.flash.pageBytes / 32 - 2;
    this.isVaried = place.random() < 0.5;
    this.most = place.random() < 0.5 ? 3 : Math.min(25, this.isVaried ? roomInLog >> 1 : roomInLog);
  }

  boot(): void {
    this.grants = new this.place.store.Grants(this.place.flash.region(0, this.place.flash.pages), this.place.native);
    if (this.asked && this.grants.version === this.asked.version) this.settle();
    this.asked = undefined;
    this.check();
  }

  step(index: number): void {
    if (this.grants.damaged) must(this.version === 0 && this.list.size === 0, "a cut damaged the list");
    if (index > 0 && this.place.random() < 0.04) return this.reset();
    const delta = this.delta();
    const list = new Map(this.list);
    for (const grant of delta) {
      if (grant.flags & flagRemoved) list.delete(personOf(grant.token));
      else list.set(personOf(grant.token), grant);
    }
    this.asked = { version: this.version + 1 + Math.floor(this.place.random() * 3), list };
    this.grants.apply(delta, this.asked.version);
    this.settle();
    if (this.place.random() < 0.3) this.check();
    if (this.place.random() < 0.3) this.grants.prepare();
  }

  finish(): void {
    this.boot();
    for (let n = Math.ceil(this.people / checkedMax); n > 1; n--) this.check();
  }

  private reset(): void {
    this.asked = { version: 0, list: new Map() };
    this.grants.startOver();
    this.settle();
  }

  /** Removals of some, additions and changes of others; each person at most once, as a delta of versions has it. */
  private delta(): Grant[] {
    const chosen = new Set<number>();
    for (let n = Math.floor(this.place.random() * (this.most + 1)); n > 0; n--) chosen.add(Math.floor(this.place.random() * this.people));
    return [...chosen].map((person) => ({
      token: tokens[person]!,
      levels: Math.floor(this.place.random() * (this.isVaried ? 0x100000000 : 5)),
      validFrom: this.isVaried ? this.version : 0,
      validUntil: this.isVaried ? person : 0,
      flags: this.place.random() < 0.4 ? flagRemoved : Math.floor(this.place.random() * 4) * 2,
      key: this.isVaried && person % 3 === 0 ? new Uint8Array(16).fill(person % 251) : undefined,
    }));
  }

  private settle(): void {
    this.version = this.asked!.version;
    this.list = this.asked!.list;
    this.asked = undefined;
  }

  private check(): void {
    must(this.grants.version === this.version, `version ${this.grants.version} is neither old nor new (${this.version})`);
    must(this.grants.count === this.list.size, `count ${this.grants.count}, true is ${this.list.size} (version ${this.version})`);
    const keys = [...this.list.values()].filter(({ key }) => key).length;
    must(this.grants.keys === keys, `keys ${this.grants.keys}, true are ${keys} (version ${this.version})`);
    must(this.version === 0 || !this.grants.damaged, "a cut damaged the list");
    const stride = Math.ceil(this.people / checkedMax);
    for (let person = this.checks++ % stride; person < this.people; person += stride) {
      const found = this.grants.find(tokens[person]!);
      const right = this.list.get(person);
      must(isSame(found, right), `person ${person}: ${JSON.stringify(found)} for ${JSON.stringify(right)}`);
    }
  }
}

function isSame(a: Grant | undefined, b: Grant | undefined): boolean {
  if (!a || !b) return a === b;
  if (toHex(a.key ?? none) !== toHex(b.key ?? none)) return false;
  return a.levels === b.levels && a.validFrom === b.validFrom && a.validUntil === b.validUntil && a.flags === b.flags;
}

export const grantsKinds: StoryKind[] = [
  { name: "grants, 512 B pages", pageBytes: 512, pages: 15, fewSteps: 5, start: (place) => new GrantsStory(place) },
  { name: "grants, many in 512 B pages", pageBytes: 512, pages: 15, fewSteps: 5, start: (place) => new GrantsStory(place, many) },
  { name: "grants, a crowd in 1 kB pages", pageBytes: 1024, pages: 17, fewSteps: 3, start: (place) => new GrantsStory(place, crowd) },
  { name: "grants, the first page of the log bad", pageBytes: 512, pages: 15, bad: [0], fewSteps: 4, start: (place) => new GrantsStory(place) },
  { name: "grants, many, the second page of the log and one of the table worn out", pageBytes: 512, pages: 15, wears: { pages: [1, 9], after: 120 }, fewSteps: 4, start: (place) => new GrantsStory(place, many) },
  { name: "grants, many, the second page of the log bad", pageBytes: 512, pages: 15, bad: [1], fewSteps: 4, start: (place) => new GrantsStory(place, many) },
  { name: "grants, 1 kB pages", pageBytes: 1024, pages: 10, fewSteps: 4, start: (place) => new GrantsStory(place) },
  { name: "grants, 4 kB pages", pageBytes: 4096, pages: 9, fewSteps: 4, start: (place) => new GrantsStory(place) },
];
