import type { NumberedTarget as Target } from "../../../firmware/src/nfc/iso14443a";
import { statusNames } from "../command-names";
import { withCrc } from "./crc";
import { IsoDepBlocks } from "./iso-dep";
import { RawMode } from "./registers";
import { fromCard, fromReader, type AirFrame } from "./sketch";

/** What one command put on the air, and what was heard. */
export interface Heard {
  out: AirFrame[];
  in: AirFrame[];
}

const statusMask = 0x3f;
const wrongCrc = 2;
const ackNibble = Uint8Array.of(0x0a);
const classicAuth = [0x60, 0x61];
/** Block number, six bytes of key, UID: the shape of a MIFARE Classic authentication in InDataExchange (UM0701-02, 7.3.8). */
const classicAuthBytes = 12;
const anticollision = [0x93, 0x95, 0x97];
const computed = "the CRC is computed: the chip keeps it to itself";

/** Exchanges with activated cards, as frames. */
export class Exchanges {
  readonly raw = new RawMode();
  private readonly blocks = new Map<number, IsoDepBlocks>();
  private readonly speaksIsoDep = new Set<number>();

  listed(targets: Target[]): void {
    this.raw.activated();
    this.speaksIsoDep.clear();
    this.blocks.clear();
    for (const { number, ats } of targets) {
      if (!ats) continue;
      this.speaksIsoDep.add(number);
      this.blocks.set(number, new IsoDepBlocks(ats));
    }
  }

  /** InDataExchange; `p`: target, data; `answer`: status, data. */
  data(p: Uint8Array, answer: Uint8Array | undefined): Heard {
    const [sent, said] = [p.subarray(1), good(answer)];
    const blocks = this.blocks.get(p[0]! & 0x0f);
    if (blocks) return withTrouble(blocks.exchange(sent, said), answer);
    if (isClassicAuth(sent)) return { out: [classicAuthentication(sent)], in: [] };
    const out = [fromReader(withCrc(sent), { note: computed })];
    return withTrouble({ out, in: said ? [answered(said)] : [] }, answer);
  }

  /** InCommunicateThru; `answer`: status, data. */
  through(frame: Uint8Array, answer: Uint8Array | undefined): Heard {
    const { addsCrc, takesCrc, lastBits, typeA } = this.raw;
    if (!typeA || frame.length === 0) return { out: [], in: [] };
    const said = good(answer);
    const bits = lastBits === 0 ? {} : { bits: lastBits };
    const out = addsCrc ? fromReader(withCrc(frame), { ...bits, note: computed }) : fromReader(frame, bits);
    if (!said) return withTrouble({ out: [out], in: [] }, answer);
    const bare = !takesCrc || lastBits !== 0 || isAnticollision(frame);
    return { out: [out], in: said.length === 0 ? [] : [bare ? bareAnswer(said) : fromCard(withCrc(said), { note: computed })] };
  }

  /** InDeselect and InRelease of one target or of all (0). */
  leave(target: number): Heard {
    const isoDep = target === 0 ? this.speaksIsoDep.size > 0 : this.speaksIsoDep.has(target);
    const note = "rebuilt from InDeselect or InRelease: the chip did this by itself";
    if (!isoDep) return { out: [fromReader(withCrc(Uint8Array.of(0x50, 0x00)), { note })], in: [] };
    return { out: [fromReader(withCrc(Uint8Array.of(0xc2)), { note })], in: [fromCard(withCrc(Uint8Array.of(0xc2)), { note })] };
  }
}

/** The data behind a status byte that says all went well. */
function good(answer: Uint8Array | undefined): Uint8Array | undefined {
  return answer && answer.length > 0 && (answer[0]! & statusMask) === 0 ? answer.subarray(1) : undefined;
}

/** Nothing but a status is a four-bit acknowledgement. */
function answered(said: Uint8Array): AirFrame {
  if (said.length > 0) return fromCard(withCrc(said), { note: computed });
  return fromCard(ackNibble, { bits: 4, note: "rebuilt: the chip tells of a four-bit acknowledgement by its status alone" });
}

function bareAnswer(said: Uint8Array): AirFrame {
  return said.length === 1 && said[0]! < 0x10 ? fromCard(said, { bits: 4 }) : fromCard(said);
}

function withTrouble(heard: Heard, answer: Uint8Array | undefined): Heard {
  const status = answer?.[0] === undefined ? undefined : answer[0] & statusMask;
  if (status === 0 || heard.out.length === 0) return heard;
  const why = status === undefined ? "no answer was recorded" : (statusNames[status] ?? `status ${status}`);
  const unseen = status === wrongCrc ? "; what the card sent is not known" : "";
  const last = heard.out.at(-1)!;
  const note = [last.note, `${why}${unseen}`].filter((part) => part).join("; ");
  return { ...heard, out: [...heard.out.slice(0, -1), { ...last, note }] };
}

const isClassicAuth = (sent: Uint8Array): boolean => classicAuth.includes(sent[0]!) && sent.length === classicAuthBytes;

/** The key never goes on the air, and does not go into another file either. */
function classicAuthentication(sent: Uint8Array): AirFrame {
  const note = "rebuilt: the chip does the rest of this authentication by itself, encrypted; the key is left out";
  return fromReader(withCrc(sent.subarray(0, 2)), { note });
}

const isAnticollision = (frame: Uint8Array): boolean => anticollision.includes(frame[0]!) && frame[1] === 0x20;
