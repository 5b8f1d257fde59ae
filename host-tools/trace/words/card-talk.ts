import { toHex } from "../../../firmware/src/base/bytes";
import * as desfire from "./desfire";
import { bad, count, good, hex, hexOf, shown, type Explanation } from "./explanation";
import { isClassicAuth } from "./crypto1";
import { applications, desfireApplications, files, instructions, statusWords } from "./iso7816";
import * as phone from "./phone";
import { sectorAuthentications, tagCommands } from "./tag";

type Dialect = "tag" | "native" | "wrapped" | "iso" | "phone";

const wrappedClass = 0x90;
const isoClasses = [0x00, 0x80];
const selectFileById = [0x00, 0x02, 0x0c];
const selectByName = 0x04;
const emptyBlock = "an empty block";

/** What reader and card say to each other above activation, in words: answers are understood by the question before them. */
export class CardTalk {
  private dialect: Dialect = "tag";
  private command = -1;
  /** An authentication is under way: what travels are challenges. */
  private authenticating = false;
  /** AuthenticateEV2First or its kin succeeded: what follows may be encrypted. */
  private inSession = false;
  /** The reader only looked whether the card is still there (ISO/IEC 14443-4, 7.5). */
  private askedNothing = false;
  /** The application that the last command selects by its name. */
  private selects = "";
  /** An application that is not DESFire's is selected. */
  private inOther = false;
  /** The last command is none that is known here, so that its answer says nothing either. */
  private askedUnknown = false;

  /** `isoDep`: the card speaks ISO/IEC 14443-4. */
  constructor(private readonly isoDep: boolean) {}

  /** A frame to the card, without block byte and CRC. */
  sent(frame: Uint8Array): string {
    this.askedNothing = frame.length === 0;
    if (this.askedNothing) return emptyBlock;
    this.dialect = this.dialectOf(frame);
    if (this.dialect === "tag") return tagWords(frame);
    this.selects = this.dialect === "iso" && frame[1] === 0xa4 && frame[2] === selectByName ? toHex(frame.subarray(5, 5 + (frame[4] ?? 0))) : "";
    this.askedUnknown = false;
    if (this.dialect === "phone") return phone.authWords(frame);
    if (this.dialect === "iso") return isoWords(frame);
    const [code, data] =
      this.dialect === "native" ? [frame[0]!, frame.subarray(1)] : [frame[1]!, frame.subarray(5, 5 + (frame[4] ?? 0))];
    this.askedUnknown = !desfire.commands[code];
    return this.askedUnknown ? `unknown command ${hex(code)}, ${count(data.length)}` : `DESFire ${this.desfireWords(code, data)}`;
  }

  /** The card's answer. */
  said(answer: Uint8Array): Explanation {
    if (this.askedNothing && answer.length === 0) return good(emptyBlock);
    if (this.dialect === "native" && this.askedUnknown) return good(`answer, ${count(answer.length)}`);
    if (this.dialect === "native") return this.status(answer[0], answer.length - 1);
    if (this.dialect === "tag") return good(answer.length === 0 ? "ok" : `ok, ${count(answer.length)}`);
    if (answer.length < 2) return bad("no status word");
    const [sw1, sw2] = answer.subarray(-2);
    if (sw1 === 0x91) return this.status(sw2, answer.length - 2);
    const word = (sw1! << 8) | sw2!;
    if (this.selects !== "" && (word === 0x9000 || sw1 === 0x61)) this.inOther = !desfireApplications.includes(this.selects);
    return this.phoneAnswer(word, answer.subarray(0, -2)) ?? isoStatus(word, answer.length - 2);
  }

  private phoneAnswer(status: number, data: Uint8Array): Explanation | undefined {
    if (this.dialect === "phone") return phone.authAnswer(data, status);
    const words = this.selects === phone.phoneApplication && status === 0x9000 ? phone.selectedWords(data) : undefined;
    return words === undefined ? undefined : good(words);
  }

  private dialectOf(frame: Uint8Array): Dialect {
    if (!this.isoDep) return "tag";
    if (phone.isAuth(frame)) return "phone";
    if (this.inOther && frame.length >= 4) return "iso";
    if (frame[0] === wrappedClass && frame.length >= 5) return "wrapped";
    return isoClasses.includes(frame[0]!) && frame.length >= 4 && instructions[frame[1]!] ? "iso" : "native";
  }

  private desfireWords(code: number, data: Uint8Array): string {
    const [name, detail] = desfire.commands[code]!;
    if (code !== desfire.moreFollows) {
      this.command = code;
      this.authenticating = desfire.authentications.includes(code);
      if (this.authenticating || code === 0x5a) this.inSession = false;
    }
    if (code === desfire.moreFollows && this.authenticating) return `answer to the challenge, ${count(data.length)}`;
    return `${name}${detailWords(detail, data)}`;
  }

  private status(status: number | undefined, bytes: number): Explanation {
    if (status === undefined) return bad("no status byte");
    const data = bytes > 0 ? `, ${count(bytes)}` : "";
    if (status === desfire.done) return this.finished(data);
    if (status === desfire.moreFollows) return good(this.authenticating ? `challenge${data}` : `more follows${data}`);
    this.authenticating = this.inSession = false;
    return bad(desfire.statusCodes[status] ?? `unknown status ${hex(status)}`);
  }

  private finished(data: string): Explanation {
    if (this.authenticating) {
      this.authenticating = false;
      this.inSession = true;
      return good(`authenticated${data}`);
    }
    const encrypted = this.inSession && data !== "" && this.command !== 0x60 ? ", perhaps encrypted" : "";
    return good(`ok${data}${encrypted}`);
  }
}

function detailWords(detail: desfire.Detail, data: Uint8Array): string {
  const littleEndian = (at: number): number => data[at]! | (data[at + 1]! << 8) | (data[at + 2]! << 16);
  if (detail === "application" && data.length >= 3) return ` ${hexOf(data.slice(0, 3).reverse())}`;
  if (detail === "key" && data.length >= 1) return ` key ${data[0]! & 0x3f}`;
  if (detail === "file" && data.length >= 1) return ` file ${data[0]! & 0x1f}`;
  if (detail === "range" && data.length >= 7) {
    return ` file ${data[0]! & 0x1f}, from ${littleEndian(1)}, ${littleEndian(4) === 0 ? "all" : count(littleEndian(4))}`;
  }
  return data.length > 0 ? `, ${count(data.length)}` : "";
}

function isoWords(apdu: Uint8Array): string {
  const [cla, ins, p1, p2, length] = apdu;
  const name = instructions[ins!] ?? `command ${hex(cla!)} ${hex(ins!)}`;
  const data = apdu.subarray(5, 5 + (length ?? 0));
  if (ins === 0xa4 && p1 === selectByName) return `SELECT ${named(applications, toHex(data))}`;
  if (ins === 0xa4 && selectFileById.includes(p1!)) return `SELECT file ${named(files, toHex(data))}`;
  if (ins === 0xb0) return `READ BINARY from ${((p1! & 0x7f) << 8) | p2!}, ${length ? count(length) : "all"}`;
  if (ins === 0xd6) return `UPDATE BINARY from ${((p1! & 0x7f) << 8) | p2!}, ${count(data.length)}`;
  return data.length > 0 && apdu.length > 5 ? `${name}, ${count(data.length)}` : name;
}

const named = (names: Record<string, string>, key: string): string =>
  names[key] ? `${names[key]} (${key.toUpperCase()})` : key.toUpperCase();

function isoStatus(word: number, bytes: number): Explanation {
  const data = bytes > 0 ? `, ${count(bytes)}` : "";
  if (word === 0x9000) return good(`ok${data}`);
  if (word >> 8 === 0x61) return good(`ok${data}, ${count(word & 0xff)} more`);
  if (word >> 8 === 0x6c) return bad(`wrong length: ${count(word & 0xff)} are there`);
  if (word >> 4 === 0x63c) return bad(`verification failed, ${word & 0x0f} tries left`);
  return bad(statusWords[word] ?? `status word ${hex(word >> 8)}${hex(word & 0xff)}`);
}

function tagWords(frame: Uint8Array): string {
  const [code, a, b] = frame;
  if ((frame.length === 12 || isClassicAuth(frame)) && sectorAuthentications[code!]) return `${sectorAuthentications[code!]} for block ${a}`;
  const [name, detail] = tagCommands[code!] ?? [count(frame.length), "none"];
  if (detail === "page") return `${name} page ${shown(a)}`;
  if (detail === "pages") return `${name} pages ${shown(a)}-${shown(b)}`;
  return detail === "counter" ? `${name} ${shown(a)}` : name;
}
