import type { Bytes } from "../base/bytes";
import { flashRange, raise } from "../base/fault";
import type { Region } from "../hal/flash";
import type { Native } from "../hal/native";
import type { Settings } from "../wire/settings";
import { decodeSettings, normal, policyJournalFailOpens, settingsBytesMax } from "../wire/settings";
import { isBlank, isSealed, refused, sealWords, wordsOf } from "./pages";

/*
 * The settings whole, in two halves of the region by turns (docs/flash-format.md, section 3):
 *   0 magic | 4 serial | 8 length | 12 the message of wire/settings, filled with zeros to a word | crc
 * The half in force is never touched; the new one counts from the moment its last word is right. Where it takes nothing any more the settings
 * are in force until the next start, and the backend sends them again then.
 */
const magic = 0x314b4c54; /* "TLK1" */
const headBytes = 12;

/** What a reader without settings does: it knows no access level, so nobody passes. */
const closed: Settings = {
  version: 0,
  door: 0,
  mode: normal,
  unlockMs: 5000,
  extendedMs: 15000,
  heldOpenS: 30,
  assuranceMin: 0,
  policies: policyJournalFailOpens,
  graceMin: 0,
  utcOffsetMin: 0,
  levels: new Uint8Array(0),
  schedules: [],
  holidays: [],
  profiles: new Uint8Array(0),
  summer: undefined,
  phones: new Uint8Array(0),
  formerMin: 0,
  formerUntil: 0,
};

export class SettingsStore {
  private readonly region: Region;
  private readonly native: Native;
  private readonly halfPages: number;
  private serial: number;
  /** Half in force: 0 or 1. */
  private half: number;
  private message: Bytes;
  /** The settings in force are not on flash: a half takes nothing any more. */
  worn: boolean;
  /** Something lies there, and it is no settings that this firmware reads. */
  damaged: boolean;

  constructor(region: Region, native: Native) {
    this.region = region;
    this.native = native;
    this.halfPages = region.pages >> 1;
    this.serial = 0;
    this.half = 1;
    this.message = new Uint8Array(0);
    this.worn = this.damaged = false;
  }

  /** The settings in force; refuses everyone when flash holds none that this firmware reads. */
  open(): Settings {
    this.recover(0);
    this.recover(1);
    try {
      if (this.serial) return decodeSettings(this.message);
    } catch (e) {
      /* Of a newer firmware: as good as none. The backend sends them again. */
    }
    this.damaged = !this.isBlankHead(0) || !this.isBlankHead(1);
    return closed;
  }

  /** The bytes as last saved; empty when there are none. */
  bytes(): Bytes {
    return this.message;
  }

  /** Puts a message of wire/settings in force for good and returns it decoded; throws { fault } and changes nothing if it is malformed; `worn` says that flash did not take it. */
  save(message: Bytes): Settings {
    const settings = decodeSettings(message);
    const filled = (message.length + 3) & ~3;
    const copy = new Uint8Array(headBytes + filled + 4);
    if (message.length > settingsBytesMax || copy.length > this.halfBytes()) raise(flashRange);
    const words = wordsOf(copy);
    words[0] = magic;
    words[1] = this.serial + 1;
    words[2] = message.length;
    copy.set(message, headBytes);
    sealWords(this.native, words, 0);
    this.damaged = false;
    this.worn = !this.write(1 - this.half, copy) || !this.recover(1 - this.half);
    if (this.worn) this.message = message;
    return settings;
  }

  private write(half: number, copy: Bytes): boolean {
    const pageBytes = this.region.pageBytes;
    try {
      for (let page = 0; page < this.halfPages; page++) this.region.erase(half * this.halfPages + page);
      for (let at = 0; at < copy.length; at += pageBytes)
        this.region.write(half * this.halfBytes() + at, copy.subarray(at, Math.min(copy.length, at + pageBytes)));
      return true;
    } catch (e) {
      return refused(e);
    }
  }

  private isBlankHead(half: number): boolean {
    return isBlank(this.region, this.native, half * this.halfBytes(), headBytes);
  }

  /** Takes over what `half` holds if it is whole and newer. */
  private recover(half: number): boolean {
    const at = half * this.halfBytes();
    const head = wordsOf(this.region.read(at, headBytes));
    if (head[0] !== magic || head[2]! > settingsBytesMax || head[1]! <= this.serial) return false;
    const copy = this.region.read(at, headBytes + ((head[2]! + 3) & ~3) + 4);
    if (!isSealed(this.native, wordsOf(copy), 0)) return false;
    this.serial = head[1]!;
    this.half = half;
    this.message = copy.subarray(headBytes, headBytes + head[2]!);
    return true;
  }

  private halfBytes(): number {
    return this.halfPages * this.region.pageBytes;
  }
}
