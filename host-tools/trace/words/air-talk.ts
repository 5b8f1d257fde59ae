import { endsInCrc } from "../air/crc";
import { bytesOf, type AirLine } from "../trace";
import { CardTalk } from "./card-talk";
import { Crypto1Talk } from "./crypto1";
import { bad, count, good, hexOf, type Explanation } from "./explanation";

const selectCodes = [0x93, 0x95, 0x97];
const sakIsoDep = 0x20;
/** High half of the start byte (ISO/IEC 14443-4, 5.3.1); no block begins so. */
const pps = 0xd;
/** PCB (ISO/IEC 14443-4, 7.1.1): kind, chaining bit, CID and NAD following. */
const pcb = { kindMask: 0xc0, i: 0x00, r: 0x80, s: 0xc0, more: 0x10, nak: 0x10, cid: 0x08, nad: 0x04, wtx: 0x30 };

/** Frames of the air in words; an answer is understood by the frame before it. */
export class AirTalk {
  private talk = new CardTalk(false);
  private isoDep = false;
  private readonly crypto1 = new Crypto1Talk();
  private asked: Uint8Array = new Uint8Array(0);
  /** Parts of a chained APDU heard so far. */
  private parts: number[] = [];

  explain(line: AirLine): Explanation {
    const bytes = bytesOf(line);
    if (line.air === "out" && calls(line, bytes)) this.crypto1.restart();
    const encrypted = this.crypto1.explain(line, bytes);
    if (encrypted) return encrypted;
    const noCrc = line.crc === "absent";
    const checked = !noCrc && endsInCrc(bytes);
    const bare = checked ? bytes.subarray(0, -2) : bytes;
    if (line.air === "out") return this.reader(bare, line);
    return this.card(bare, { line, checked: checked || noCrc });
  }

  private reader(frame: Uint8Array, line: AirLine): Explanation {
    this.asked = frame;
    const [code, second] = frame;
    if (calls(line, frame)) return good(code === 0x26 ? "REQA: who is there?" : "WUPA: who is there, halted or not?");
    if (!this.isoDep) this.crypto1.asked(frame);
    if (selectCodes.includes(code!) && second === 0x70 && frame.length === 7) return good(`SELECT level ${level(code!)}`);
    if (selectCodes.includes(code!) && second! >= 0x20) return good(`anticollision level ${level(code!)}`);
    if (code === 0x50 && second === 0 && frame.length === 2) return good("HALT");
    if (code === 0xe0 && frame.length === 2) return good("RATS: how do you speak?");
    if (this.isoDep && code! >> 4 === pps) return good("PPS: other speeds?");
    return this.isBlock(frame) ? this.block(frame, true) : good(this.talk.sent(frame));
  }

  private card(frame: Uint8Array, how: { line: AirLine; checked: boolean }): Explanation {
    const [code, second] = this.asked;
    if (how.line.bits === 4 || (frame.length === 1 && how.line.bits))
      return frame[0] === 0x0a ? good("acknowledged") : bad("refused (NAK)");
    if (this.asked.length === 1 && (code === 0x26 || code === 0x52)) return good("ATQA: a card");
    if (selectCodes.includes(code!) && second === 0x70) return this.selected(frame);
    if (selectCodes.includes(code!)) return good(`UID part ${hexOf(frame.subarray(0, 4))}`);
    if (code === 0xe0 && this.asked.length === 2) return good(`ATS: ${count(frame.length)}`);
    if (this.isoDep && code! >> 4 === pps && frame.length === 1) return good("PPS: agreed");
    if (!how.checked) return bad("wrong CRC");
    return this.isBlock(frame) ? this.block(frame, false) : this.talk.said(frame);
  }

  private selected(frame: Uint8Array): Explanation {
    const [sak] = frame;
    if (sak === undefined) return bad("no SAK");
    this.isoDep = (sak & sakIsoDep) !== 0 && (sak & 0x04) === 0;
    this.talk = new CardTalk(this.isoDep);
    return good(sak & 0x04 ? "SAK: the UID goes on" : `SAK: selected${this.isoDep ? ", speaks ISO 14443-4" : ""}`);
  }
  private isBlock(frame: Uint8Array): boolean {
    return this.isoDep && frame.length > 0 && (frame[0]! & pcb.kindMask) !== 0x40;
  }

  private block(frame: Uint8Array, out: boolean): Explanation {
    const head = frame[0]!;
    const kind = head & pcb.kindMask;
    const from = 1 + (head & pcb.cid ? 1 : 0) + (kind === pcb.i && head & pcb.nad ? 1 : 0);
    if (kind === pcb.r) return head & pcb.nak ? bad("R-block: say that again") : good("R-block: go on");
    if (kind === pcb.s)
      return good((head & pcb.wtx) === pcb.wtx ? `S-block: more time, ${frame[from] ?? "?"} times` : "S-block: deselect");
    this.parts.push(...frame.subarray(from));
    if (head & pcb.more) return good(`I-block, part of ${count(this.parts.length)} so far`);
    const apdu = Uint8Array.from(this.parts);
    this.parts = [];
    return out ? good(this.talk.sent(apdu)) : this.talk.said(apdu);
  }
}

/** REQA and WUPA (ISO/IEC 14443-3, 6.4.1). */
const calls = ({ bits }: AirLine, [code, more]: Uint8Array): boolean => (bits === 7 || more === undefined) && (code === 0x26 || code === 0x52);
const level = (code: number): number => (code - 0x91) / 2;
