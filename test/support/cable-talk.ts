import { fromHex, toHex } from "../../firmware/src/base/bytes";
import { createCmac } from "../../firmware/src/crypto/cmac";
import { usbKeyOf } from "../../firmware/src/crypto/kdf";
import * as wire from "../../firmware/src/wire/cable";
import { nobleCipher } from "../../host-tools/simulator/board/cipher";
import { jsNative } from "../../host-tools/hal/native";
import type { LoneReader } from "./lone-reader";

/** What LoneReader is made with. */
export const deviceKey = new Uint8Array(32).fill(7);
export const readerId = fromHex("0102030405060708");

/** The MAC of an unlock, as the backend makes it. */
export function unlockMac(key: Uint8Array, reader: Uint8Array, { challenge, scope, until }: { challenge: string; scope: number; until: number }): string {
  const cmac = createCmac(nobleCipher(), usbKeyOf(nobleCipher(), key));
  return toHex(cmac(wire.unlockMessage(reader, fromHex(challenge), scope, until)));
}

/** A hand-made tool at the cable of a reader alone, in virtual time. */
export class CableTalk {
  heard = "";

  constructor(readonly site: LoneReader) {
    site.reader.cable.onText((text) => (this.heard += text));
  }

  /** Everything that comes to a text within a tenth of a second. */
  say(text: string): string {
    this.heard = "";
    this.site.reader.cable.write(text);
    this.site.pass(100);
    return this.heard;
  }

  /** The answer to `words`, checked; empty: none. */
  ask(words: string): string {
    const text = this.say(wire.cableLine(jsNative(), wire.asks, words));
    return (wire.cableWords(jsNative(), wire.answers, text.trimEnd()) ?? []).join(" ");
  }

  status(): { reader: string; version: string; epoch: number; fault: string; challenge: string } {
    return JSON.parse(this.say("LK?status\n").slice(3)) as ReturnType<CableTalk["status"]>;
  }

  get nowS(): number {
    return this.site.clock.boardSeconds();
  }

  /** The words of an unlock with a fresh challenge, right but for what is changed in it. */
  unlock(changed: { key?: Uint8Array; reader?: Uint8Array; challenge?: string; scope?: number; said?: number; until?: number } = {}): string {
    const challenge = changed.challenge ?? this.status().challenge;
    const until = changed.until ?? this.nowS + 300;
    const scope = changed.scope ?? wire.scopeTrace;
    const mac = unlockMac(changed.key ?? deviceKey, changed.reader ?? readerId, { challenge, scope, until });
    return `unlock ${challenge} ${changed.said ?? scope} ${until} ${mac}`;
  }
}
