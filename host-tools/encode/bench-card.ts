import { randomBytes } from "node:crypto";
import type { Bytes } from "../../firmware/src/base/bytes";
import { concat, fromHex } from "../../firmware/src/base/bytes";
import type { Cipher } from "../../firmware/src/hal/cipher";
import { nodeCipher } from "../hal/node-cipher";
import { ask, askAll, selectName, status, statusText, type Said } from "./card-talk";
import * as failures from "./failures";
import { CardGone, type CardLink } from "./front-end";
import type { CardKind } from "./kind";
import { cardCrc, full, maced, openEv1, openEv2, plain, type CardWriteSession, type Order } from "./session";

const none = new Uint8Array(0);
const zero = new Uint8Array(16);
const ntag424Name = Uint8Array.of(0xd2, 0x76, 0, 0, 0x85, 1, 1);
const turned = (bytes: Bytes): Bytes => concat([bytes.subarray(1), bytes.subarray(0, 1)]);

const code = {
  select: 0x5a, keyVersion: 0x64, keySettings: 0x45, changeKeySettings: 0x54, changeKey: 0xc4, fileSettings: 0xf5,
  changeFileSettings: 0x5f, write: 0x3d, writeEv2: 0x8d, read: 0xbd, readEv2: 0xad,
} as const;

/** A card on the bench: whatever it is asked for is named, so that a card torn away can be told about. */
export class BenchCard {
  /** What is being done, in words that follow "should", and what was done before. */
  doing = "be recognised";
  readonly done: string[] = [];
  session: CardWriteSession | undefined;
  private readonly cipher: Cipher = nodeCipher();

  constructor(
    readonly link: CardLink,
    readonly kind: CardKind,
    /** Told of each step that has changed the card. */
    private readonly tell: (step: string) => void = () => undefined,
  ) {}

  /** Names what follows; `changed` is noted, and told, once it is done. */
  async step<T>(doing: string, work: () => Promise<T>, changed?: string): Promise<T> {
    this.doing = doing;
    try {
      const result = await work();
      if (changed) {
        this.done.push(changed);
        this.tell(changed);
      }
      return result;
    } catch (caught) {
      throw caught instanceof CardGone ? failures.gone(doing, this.done) : caught;
    }
  }

  /** True when the application is there: of a DESFire by its number, high byte first, of an NTAG 424 its only one. */
  async select(application: string): Promise<boolean> {
    this.session = undefined;
    if (this.kind.technology === "ntag424") return selectName(this.link, ntag424Name);
    const said = await ask(this.link, code.select, fromHex(application).reverse());
    if (said.status !== status.ok && said.status !== status.notFound) throw this.refused(said);
    return said.status === status.ok;
  }

  /** Mutual authentication; false when the card has another key, or none of this number. */
  async login(key: Bytes, keyNumber: number): Promise<boolean> {
    this.session = undefined;
    const ev2 = !this.kind.ev1;
    const first = await ask(this.link, ev2 ? 0x71 : 0xaa, Uint8Array.from(ev2 ? [keyNumber, 0] : [keyNumber]));
    if (first.status === status.authentication || first.status === status.noSuchKey) return false;
    if (first.status !== status.more || first.data.length !== 16) throw this.refused(first);
    const rndA = Uint8Array.from(randomBytes(16));
    const rndB = Uint8Array.from(this.cipher.decryptCbc(key, zero, first.data));
    const token = Uint8Array.from(this.cipher.encryptCbc(key, ev2 ? zero : first.data, concat([rndA, turned(rndB)])));
    const second = await ask(this.link, status.more, token);
    if (second.status === status.authentication) return false;
    if (second.status !== status.ok || second.data.length !== (ev2 ? 32 : 16)) throw this.refused(second);
    const proof = this.cipher.decryptCbc(key, ev2 ? zero : token.subarray(16), second.data);
    if (Buffer.compare(proof.subarray(ev2 ? 4 : 0, ev2 ? 20 : 16), turned(rndA)) !== 0) throw failures.altered(this.doing);
    const numbers = { rndA, rndB };
    this.session = ev2 ? openEv2(this.cipher, key, keyNumber, { ...numbers, ti: proof.slice(0, 4) }) : openEv1(this.cipher, keyNumber, numbers);
    return true;
  }

  /** Runs a command and gives its content. Throws CARD_REFUSED, CARD_ALTERED. */
  async run(order: Order): Promise<Bytes> {
    const said = await this.tryRun(order);
    if (said.status !== status.ok) throw this.refused(said);
    return said.data;
  }

  /** The same with the card's own status; a session ends with the first that is not good. */
  async tryRun(order: Order): Promise<Said> {
    const { session } = this;
    const said = await askAll(this.link, order.code, session ? session.wrap(order) : concat([order.header, order.data]));
    if (said.status !== status.ok) {
      this.session = undefined;
      return said;
    }
    const data = session ? session.open(order, said.data) : said.data;
    if (!data) throw failures.altered(this.doing);
    return { status: status.ok, data };
  }

  /** Of a key of the application that is selected. */
  async keyVersion(number: number): Promise<number> {
    return (await this.run(this.asking(code.keyVersion, Uint8Array.of(number), 1)))[0]!;
  }

  /** Settings of the application's keys, and how many there are. */
  async keySettings(): Promise<{ settings: number; keys: number }> {
    const [settings = 0, keys = 0] = await this.run(this.asking(code.keySettings, none, 2));
    return { settings, keys: keys & 15 };
  }

  /** Undefined where the file is not there. */
  async fileSettings(file: number): Promise<Bytes | undefined> {
    const order = { ...this.asking(code.fileSettings, Uint8Array.of(file), 7) };
    const { session } = this;
    const said = await askAll(this.link, order.code, session ? session.wrap(order) : order.header);
    if (said.status === status.fileNotFound) return (this.session = undefined);
    if (said.status !== status.ok) throw this.refused(said);
    if (!session) return said.data;
    const length = said.data.length - 8;
    const data = session.open({ ...order, answer: { comm: maced, length } }, said.data);
    if (!data) throw failures.altered(this.doing);
    return data;
  }

  /** A key for `number`, of which the card has `before` now. With the session's own number the session ends. */
  async changeKey(number: number, wanted: { key: Bytes; version: number; before: Bytes }): Promise<void> {
    const own = this.session!.keyNumber === number;
    const key = own ? wanted.key : wanted.key.map((byte, i) => byte ^ wanted.before[i]!);
    const order = { code: code.changeKey, header: Uint8Array.of(number), data: concat([key, Uint8Array.of(wanted.version)]), comm: full };
    const tail = own ? none : cardCrc(wanted.key);
    if (!own) return void (await this.run({ ...order, tail }));
    const said = await ask(this.link, order.code, this.session!.wrap(order));
    this.session = undefined;
    if (said.status !== status.ok) throw this.refused(said);
  }

  async changeKeySettings(settings: number): Promise<void> {
    await this.run({ code: code.changeKeySettings, header: none, data: Uint8Array.of(settings), comm: full });
  }

  async changeFileSettings(file: number, settings: Bytes): Promise<void> {
    await this.run({ code: code.changeFileSettings, header: Uint8Array.of(file), data: settings, comm: full });
  }

  async write(file: number, data: Bytes, how: { at: number; comm: number }): Promise<void> {
    const answer = { comm: how.comm === plain ? plain : maced, length: 0 };
    const order = { code: this.kind.technology === "ntag424" ? code.writeEv2 : this.kind.ev1 ? code.write : code.writeEv2, header: range(file, how.at, data.length), data, comm: how.comm };
    await this.run(this.kind.ev1 ? order : { ...order, answer });
  }

  async read(file: number, length: number, comm: number): Promise<Bytes> {
    const ev1 = this.kind.ev1;
    const asked = { code: ev1 ? code.read : code.readEv2, header: range(file, 0, length), data: none };
    return this.run({ ...asked, comm: ev1 || comm === plain ? plain : maced, answer: { comm: ev1 && comm === plain ? maced : comm, length } });
  }

  refused(said: Said): Error {
    return failures.refused(this.doing, statusText(said.status));
  }

  /** A question whose parameters travel plain, MACed where the session wants it. */
  private asking(asked: number, header: Bytes, length: number): Order {
    return { code: asked, header, data: none, comm: this.kind.ev1 ? plain : maced, answer: { comm: maced, length } };
  }
}

function range(file: number, at: number, length: number): Bytes {
  return Uint8Array.of(file, at, at >> 8, at >> 16, length, length >> 8, length >> 16);
}
