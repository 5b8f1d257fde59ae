import type { Bytes } from "../../../firmware/src/base/bytes";
import { concat, toHex } from "../../../firmware/src/base/bytes";
import { u32At } from "../../../firmware/src/base/pack";
import type { Cipher } from "../../../firmware/src/hal/cipher";
import { leaseUnlocked } from "../../../firmware/src/wire/lease";
import { jsNative } from "../../hal/native";
import { nobleCipher } from "../board/cipher";
import { IsoDepCard, type Applet } from "./iso-dep-card";
import { doorKeyOf, pseudonymOf, readerProofOf, tagOf } from "../../keys/phone";

/** What a phone keeps after enrolment, and the leases it has fetched, by the door's id in base 16. */
export interface PhoneWallet {
  phoneKey: Bytes;
  /** Any of these proves a reader; more than one while the site goes over to another. */
  groupKeys: Bytes[];
  leases: Map<string, Bytes>;
}

export interface PhoneState {
  /** Days since 1970-01-01, UTC. */
  day(): number;
  unlocked(): boolean;
}

export const applicationName = Uint8Array.of(0xf0, 0x4c, 0x41, 0x54, 0x43, 0x48, 0x4b, 0x45, 0x59);
const protocol = 1;
const flagsAt = 16;

/** In a time that does not depend on where two proofs differ. */
const { same } = jsNative();

const word = (status: number): Bytes => Uint8Array.of(status >> 8, status & 255);
const good = word(0x9000);

/**
 * The phone's side of docs/phone-protocol.md as an Android HostApduService has it: whole command APDUs in, whole answers
 * out, `reset` for `onDeactivated`.
 */
export class PhoneApplet implements Applet {
  private selected = false;

  constructor(
    private readonly wallet: PhoneWallet,
    private readonly state: PhoneState,
    private readonly cipher: Cipher = nobleCipher(),
  ) {}

  reset(): void {
    this.selected = false;
  }

  apdu(command: Bytes): Bytes {
    const [cla, ins, p1, p2, length] = command;
    if (command.length < 4) return word(0x6700);
    if (cla === 0x00 && ins === 0xa4) return this.select(command);
    if (cla !== 0x80) return word(0x6e00);
    if (ins !== 0x10) return word(0x6d00);
    if (!this.selected) return word(0x6985);
    /* One AUTH for each SELECT, whatever comes of it. */
    this.selected = false;
    if (p1 !== protocol || p2 !== 0) return word(0x6a86);
    if (length !== 40 || command.length !== 46) return word(0x6700);
    return this.prove({ doorId: command.slice(5, 21), nonce: command.slice(21, 37), proof: command.slice(37, 45) });
  }

  private select(command: Bytes): Bytes {
    const name = command.slice(5, 5 + (command[4] ?? 0));
    this.selected = command[2] === 4 && toHex(name) === toHex(applicationName);
    if (!this.selected) return word(0x6a82);
    return concat([Uint8Array.of(protocol), pseudonymOf(this.cipher, this.wallet.phoneKey, this.state.day()), good]);
  }

  /** A stranger hears the same whatever this phone may open. */
  private prove(asked: { doorId: Bytes; nonce: Bytes; proof: Bytes }): Bytes {
    const { cipher, wallet } = this;
    const proofs = wallet.groupKeys.map((key) => same(readerProofOf(cipher, key, asked), asked.proof));
    if (!proofs.includes(true)) return word(0x6988);
    const lease = wallet.leases.get(toHex(asked.doorId));
    if (!lease) return word(0x6a88);
    const wantsUnlocked = (u32At(lease, flagsAt) & leaseUnlocked) !== 0;
    if (wantsUnlocked && !this.state.unlocked()) return word(0x6982);
    const doorKey = doorKeyOf(cipher, wallet.phoneKey, asked.doorId);
    return concat([lease, tagOf(cipher, doorKey, { ...asked, lease, who: wantsUnlocked ? 3 : 2 }), good]);
  }
}

/** As phones answer to RATS: no CID, FWI 7: a waiting time of 256 x 16 / 13.56 MHz x 2^7, some 39 ms (ISO/IEC 14443-4, 7.2). */
const ats = Uint8Array.of(5, 0x78, 0x80, 0x70, 0x02);

/** A phone in the field, with the random UID of four bytes that Android shows. */
export function phoneCard(uid: Bytes, applet: Applet): IsoDepCard {
  return new IsoDepCard({ uid, ats, atqa: 0x0004 }, applet);
}
