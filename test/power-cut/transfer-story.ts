import type { Grants } from "../../firmware/src/store/grants";
import type { Grant } from "../../firmware/src/wire/grant";
import { flagRemoved } from "../../firmware/src/wire/grant";
import { ListInParts } from "../support/list-in-parts";
import { must, type Story, type StoryKind, type Workplace } from "./torture";

const people = 260;
/** Steps in which the old list comes, before the new one does. */
const deltas = 14;
const each = 12;
const oldVersion = deltas;
/** As after the backend's data came back from a copy. */
const newVersion = 5;

function grantOf(person: number): Grant {
  const token = Uint8Array.from({ length: 8 }, (_, i) => (person * (37 + i * 50) + (person >> 8) * 91) & 255);
  token.set([person & 255, person >> 8], 6);
  return { token, levels: 1 + (person % 5), validFrom: 0, validUntil: 0, flags: 0, key: person % 11 ? undefined : new Uint8Array(16).fill(7) };
}

/**
 * A list gives way to another that comes in parts, while people are removed: after every cut whoever is on both opens, whoever is on
 * neither or was removed does not, and once the version is the new one the list is exactly the new one.
 */
export class TransferStory implements Story {
  readonly steps = deltas + 10;
  private grants!: Grants;
  private readonly all = Array.from({ length: people }, (_, i) => grantOf(i));
  private readonly before: Set<number>;
  private readonly after: Set<number>;
  private readonly removed = new Set<number>();
  private removing: number | undefined;
  private readonly parts: ListInParts;
  private loaded = 0;

  constructor(private readonly place: Workplace) {
    this.before = new Set([...this.all.keys()].slice(0, deltas * each));
    this.after = new Set([...this.all.keys()].filter(() => place.random() < 0.7));
    this.parts = new ListInParts([...this.after].map((i) => this.all[i]!), newVersion);
  }

  boot(): void {
    this.grants = new this.place.store.Grants(this.place.flash.region(0, this.place.flash.pages), this.place.native);
    must(!this.grants.damaged || this.loaded === 0, "a cut damaged the list");
    this.check();
  }

  step(index: number): void {
    if (index < deltas) this.load(index);
    else if (this.grants.version !== newVersion && index % 3 === 0) this.remove();
    else this.part();
    if (this.place.random() < 0.3) this.grants.prepare();
    this.check();
  }

  finish(): void {
    while (this.grants.version !== newVersion) this.part();
    this.boot();
    must(this.grants.version === newVersion, "the new list is not in force");
    const left = [...this.after].filter((person) => !this.removed.has(person)).map((person) => this.all[person]!);
    const size = [left.length, left.filter(({ key }) => key).length];
    must(this.grants.count === size[0] && this.grants.keys === size[1], `${this.grants.count} grants with ${this.grants.keys} keys, true are ${size.join(" and ")}`);
  }

  private load(index: number): void {
    if (this.grants.version <= index) this.grants.apply(this.all.slice(index * each, (index + 1) * each), index + 1);
    this.loaded = index + 1;
  }

  /** One who stands on both lists. */
  private remove(): void {
    this.removing ??= [...this.before].find((i) => this.after.has(i) && !this.removed.has(i))!;
    this.grants.apply([{ ...this.all[this.removing]!, flags: flagRemoved, key: undefined }], this.grants.version);
    this.removed.add(this.removing);
    this.removing = undefined;
  }

  private part(): void {
    if (this.grants.version !== newVersion) this.parts.step(this.grants);
  }

  private check(): void {
    if (this.loaded < deltas) return;
    const { version } = this.grants;
    must(version === oldVersion || version === newVersion, `version ${version} is neither old nor new`);
    for (const [person, grant] of this.all.entries()) {
      if (person === this.removing) continue;
      const found = this.grants.find(grant.token) !== undefined;
      const may = this.before.has(person) && version === oldVersion;
      const will = this.after.has(person);
      if (this.removed.has(person)) must(!found, `person ${person} was removed`);
      else if (may === will || version === newVersion) must(found === will, `person ${person} is ${found ? "" : "not "}on the list of version ${version}`);
    }
  }
}

export const transferKinds: StoryKind[] = [
  { name: "a list in parts, 512 B pages", pageBytes: 512, pages: 24, fewSteps: deltas + 1, start: (place) => new TransferStory(place) },
  { name: "a list in parts, 1 kB pages", pageBytes: 1024, pages: 12, fewSteps: deltas + 1, start: (place) => new TransferStory(place) },
];
