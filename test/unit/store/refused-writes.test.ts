import { flashFailed, raise } from "../../../firmware/src/base/fault";
import type { Region } from "../../../firmware/src/hal/flash";
import { Grants } from "../../../firmware/src/store/grants";
import { Journal } from "../../../firmware/src/store/journal";
import { openState } from "../../../firmware/src/store/state";
import { decodeRecord, recordBytes, type Entry } from "../../../firmware/src/wire/record";
import type { Identity } from "../../../firmware/src/wire/identity";
import { SimulatedFlash } from "../../../host-tools/simulator/board/flash";
import { jsNative } from "../../../host-tools/hal/native";

const native = jsNative();
const entry = (detail: number): Entry => ({ type: 1, reason: 1, door: 1, technology: 1, flags: 1, time: detail, token: undefined, detail });

/* What flash does with a write it refuses. */
const refusals = {
  "in silence, leaving the slot blank": () => undefined,
  "with a fault, leaving the slot blank": () => raise(flashFailed),
  "half way, leaving some of the bytes": (write: Region["write"], offset: number, bytes: Uint8Array) => write(offset, bytes.subarray(0, 8)),
};

/** The region, except that the writes for which `isRefused` says so go as `refuse` says. */
function refusing(region: Region, refuse: (write: Region["write"], offset: number, bytes: Uint8Array) => void, isRefused: () => boolean): Region {
  const write = (offset: number, bytes: Uint8Array): void => {
    if (isRefused()) refuse(region.write, offset, bytes);
    else region.write(offset, bytes);
  };
  return { ...region, write };
}

function attempt(work: () => void): boolean {
  try {
    work();
    return true;
  } catch (e) {
    expect(e).toHaveProperty("fault");
    return false;
  }
}

describe.each(Object.entries(refusals))("a write refused %s", (_, refuse) => {
  it.each([1, 2])("hides no record of the journal after a restart, wherever %i in a row were refused", (inARow) => {
    for (let bad = 2; bad <= 30; bad++) {
      for (let records = bad; records <= 40; records++) {
        const flash = new SimulatedFlash({ pageBytes: 1024, pages: 5 });
        let writes = 0;
        const region = refusing(flash.region(0, 5), refuse, () => ++writes >= bad && writes < bad + inARow);
        const journal = new Journal(region, native, 1, false);
        const kept: number[] = [];
        for (let n = 1; n <= records; n++) if (attempt(() => journal.append(entry(n)))) kept.push(n);
        const again = new Journal(flash.region(0, 5), native, 2, false);
        expect(again.append(entry(999))).toBeGreaterThan(kept.length);
        expect(detailsOf(again)).toEqual([...kept, 999]);
        expect(kept.length).toBeGreaterThanOrEqual(records - inARow);
      }
    }
  });

  it("takes no saved state back after a restart", () => {
    for (let bad = 2; bad <= 14; bad++) {
      for (let saves = bad; saves <= 15; saves++) {
        const flash = new SimulatedFlash({ pageBytes: 1024, pages: 2 });
        let writes = 0;
        const state = openState(refusing(flash.region(0, 2), refuse, () => ++writes === bad), native, identity, () => 0);
        let kept = 0;
        for (let n = 1; n < saves; n++) if (attempt(() => ((state.commandDone = n), state.save()))) kept = n;
        const again = openState(flash.region(0, 2), native, identity, () => 0);
        expect([again.epoch, again.commandDone]).toEqual([2, kept]);
      }
    }
  });

  it("takes no change of the list back that was in force", () => {
    for (let bad = 2; bad <= 40; bad += 3) {
      for (let changes = (bad >> 1) + 1; changes <= 22; changes++) {
        const flash = new SimulatedFlash({ pageBytes: 1024, pages: 10 });
        let writes = 0;
        const grants = new Grants(refusing(flash.region(0, 10), refuse, () => ++writes === bad), native);
        for (let n = 1; n <= changes; n++) {
          const change = { ...grant, token: new Uint8Array(8).fill(n) };
          if (!attempt(() => grants.apply([change], n))) grants.apply([change], n);
        }
        const again = new Grants(flash.region(0, 10), native);
        expect([again.version, again.damaged]).toEqual([changes, false]);
        for (let n = 1; n <= changes; n++) expect(again.find(new Uint8Array(8).fill(n))).toBeDefined();
      }
    }
  });
});

it("leaves a page that takes nothing any more for the next", () => {
  const flash = new SimulatedFlash({ pageBytes: 1024, pages: 5 });
  const journal = new Journal(flash.region(0, 5), native, 1, false);
  for (let n = 1; n <= 7; n++) journal.append(entry(n));
  journal.prepare();
  flash.badPages.add(0);
  expect(attempt(() => journal.append(entry(8)))).toBe(false);
  for (let n = 9; n <= 20; n++) journal.append(entry(n));
  expect(detailsOf(new Journal(flash.region(0, 5), native, 2, false))).toEqual([1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20]);
});

it.each(Object.entries(refusals))("passes over a page that refuses its header %s, wherever it lies, and loses nothing", (_, refuse) => {
  for (let bad = 0; bad < 4; bad++) {
    const flash = new SimulatedFlash({ pageBytes: 1024, pages: 4 });
    const whole = flash.region(0, 4);
    const isBad = (offset: number): boolean => Math.floor(offset / 1024) === bad;
    const region = { ...whole, write: (at: number, bytes: Uint8Array) => (isBad(at) ? refuse(whole.write, at, bytes) : whole.write(at, bytes)) };
    /* After a start the last few come again. */
    const found = new Set<number>();
    for (let n = 1; n <= 300; n++) {
      const journal = new Journal(region, native, n, false);
      if (n > 1) expect(journal.lastSureTime()).toBe(n - 1);
      journal.append({ ...entry(n), flags: 0 });
      expect([journal.fill() < 100, n < 100 || journal.worn]).toEqual([true, true]);
      if (n % 7 === 0) for (const detail of detailsOf(journal)) found.add(detail);
      journal.prepare();
    }
    expect([...found]).toEqual(Array.from({ length: 294 }, (_one, i) => i + 1));
  }
});

it("stops at the page in use when no other takes anything, and goes on once one does", () => {
  const flash = new SimulatedFlash({ pageBytes: 1024, pages: 3 });
  for (const page of [1, 2]) flash.badPages.add(page);
  const journal = new Journal(flash.region(0, 3), native, 1, false);
  const kept: number[] = [];
  for (let n = 1; n <= 40; n++) if (attempt(() => journal.append(entry(n)))) kept.push(n);
  expect(kept.length).toBe(30);
  expect(detailsOf(new Journal(flash.region(0, 3), native, 2, false))).toEqual(kept);
  flash.badPages.delete(2);
  expect(journal.append(entry(41))).toBe(61);
});

const grant = { levels: 1, validFrom: 0, validUntil: 0, flags: 0, key: undefined };
const identity: Identity = {
  readerId: new Uint8Array(8).fill(1), deviceKey: new Uint8Array(32).fill(2), drbgSeed: new Uint8Array(32).fill(3),
  provisionedAt: 1, backendHost: new Uint8Array(4), backendPort: 7, wifiName: "", wifiKey: "",
};

function detailsOf(journal: Journal): number[] {
  const details: number[] = [];
  for (let raw = journal.batch(32); raw.length; raw = journal.batch(32)) {
    for (let at = 0; at < raw.length; at += recordBytes) details.push(decodeRecord(raw, at).detail);
    journal.acknowledge(decodeRecord(raw, raw.length - recordBytes).sequence);
  }
  return details;
}
