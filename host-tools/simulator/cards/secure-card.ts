import { DesfireApplet, type Generation } from "./desfire";
import { application, emptyMemory, type Application } from "./desfire-memory";
import { IsoDepCard, type IsoDepLooks } from "./iso-dep-card";

/** A card with one application, one key that is not the factory's and one file that only this key may read. */
export interface SecureCardPlan {
  generation: Generation;
  uid: Uint8Array;
  /** Number of the application as people write it, like 0xF51234; an NTAG 424 has only its own. */
  applicationId: number;
  key: Uint8Array;
  /** Of the key; left out: 0. */
  keyNumber?: number;
  keyVersion?: number;
  file: number;
  data: Uint8Array;
  /** 0 plain, 1 MAC, 3 full. */
  comm: number;
}

const desfireAts = Uint8Array.of(6, 0x75, 0x77, 0x81, 0x02, 0x80);
const ntag424Ats = Uint8Array.of(6, 0x77, 0x77, 0x71, 0x02, 0x80);
/** Of its one application and that one's files: capabilities, address, what else lies on it (NT4H2421Gx, 8.2.3). */
const ntag424Id = 0xe110;
const ntag424Name = Uint8Array.of(0xd2, 0x76, 0, 0, 0x85, 1, 1);
const freeRead = 0xe000;

/** The card of `plan`, and its memory for a test to look at or to change. */
export function secureCard(plan: SecureCardPlan): IsoDepCard & { memory: Map<number, Application> } {
  const memory = memoryOf(plan);
  return Object.assign(cardWith(plan, memory), { memory });
}

function cardWith({ uid, generation }: Pick<SecureCardPlan, "uid" | "generation">, memory?: Map<number, Application>): IsoDepCard {
  const looks = looksOf({ uid, generation });
  return new IsoDepCard(looks, new DesfireApplet(uid, generation, memory, looks));
}

/** How a card of this generation presents itself before any command. */
export function looksOf({ uid, generation }: Pick<SecureCardPlan, "uid" | "generation">): IsoDepLooks {
  return { uid, ats: generation === "ntag424" ? ntag424Ats : desfireAts };
}

/** What lies on the card of `plan`. */
export function memoryOf(plan: SecureCardPlan): Map<number, Application> {
  const memory = emptyMemory();
  const ntag = plan.generation === "ntag424";
  const number = plan.keyNumber ?? 0;
  const app = application(0x0f, ntag ? 5 : number + 1, true);
  app.keys[number] = { bytes: plan.key, version: plan.keyVersion ?? 0 };
  if (ntag) {
    Object.assign(app, { isoName: ntag424Name, isoId: ntag424Id });
    app.files.set(1, { comm: 0, rights: freeRead, data: new Uint8Array(32), isoId: 0xe103 });
    app.files.set(2, { comm: 0, rights: freeRead, data: new Uint8Array(256), isoId: 0xe104 });
  }
  app.files.set(plan.file, { comm: plan.comm, rights: number << 12, data: Uint8Array.from(plan.data) });
  return memory.set(ntag ? 1 : plan.applicationId, app);
}

/** An NTAG 424 DNA as it leaves the factory (NT4H2421Gx, 8.2.3): five keys of zeros, three files. */
export function blankNtag424(uid: Uint8Array): IsoDepCard {
  return cardWith({ uid, generation: "ntag424" }, factoryNtag424());
}

function factoryNtag424(): Map<number, Application> {
  const app = application(0x0f, 5, true);
  Object.assign(app, { isoName: ntag424Name, isoId: ntag424Id });
  app.files.set(1, { comm: 0, rights: 0xe000, data: padded(32, [0, 0x17, 0x20, 1, 0, 0, 0xff, 4, 6, 0xe1, 4, 1, 0, 0, 0, 5, 6, 0xe1, 5, 0, 0x80, 0x82, 0x83]), isoId: 0xe103 });
  app.files.set(2, { comm: 0, rights: 0xeee0, data: new Uint8Array(256), isoId: 0xe104 });
  app.files.set(3, { comm: 3, rights: 0x2330, data: padded(128, [0, 0x7e]), isoId: 0xe105 });
  return emptyMemory().set(1, app);
}

function padded(size: number, start: number[]): Uint8Array {
  const data = new Uint8Array(size);
  data.set(start);
  return data;
}

/** A DESFire as it leaves the factory: a DES key of zeros, nothing on it. */
export function blankDesfire(uid: Uint8Array, generation: Generation = "ev2"): IsoDepCard {
  return cardWith({ uid, generation });
}
