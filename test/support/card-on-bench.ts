import { randomBytes } from "node:crypto";
import { toHex } from "../../firmware/src/base/bytes";
import type { CardKeySet, CardOrders, CardTechnology } from "../../host-tools/api/cards";
import { cardLayouts } from "../../host-tools/api/cards";
import { BenchCard } from "../../host-tools/encode/bench-card";
import { FrontEnd } from "../../host-tools/encode/front-end";
import { kindOf } from "../../host-tools/encode/kind";
import { VirtualClock } from "../../host-tools/simulator/board/clock";
import type { CardAnswer, EmulatedCard } from "../../host-tools/simulator/cards/card";
import { EmulatedPn532 } from "../../host-tools/simulator/pn532/pn532";

export const uid = Uint8Array.of(4, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66);

/** Orders as a backend would give them, with keys of nobody's making. */
export function ordersFor(technology: CardTechnology, versions = [1], other: Partial<CardOrders> = {}): CardOrders {
  const key = (): string => randomBytes(16).toString("hex");
  const set = (version: number): CardKeySet => ({ version, keys: Array.from({ length: cardLayouts[technology].keyCount }, key), card: key() });
  return {
    id: 1, technology, uid: toHex(uid), credentialId: null, personId: null, personName: null, keyVersion: 0, hasPin: null, pinSince: null, locked: false,
    credential: randomBytes(16).toString("hex"), versions: versions.map(set), ...other,
  };
}

/** The bench's own code at an emulated PN532, in a time of its own. */
export class CardOnBench {
  readonly clock = new VirtualClock(0);
  readonly chip = new EmulatedPn532(this.clock, { ackMs: 0, answerMs: 0 });
  private readonly frontEnd = new FrontEnd(this.chip.bus, this.clock, "the bench");
  /** Steps that changed the card, as they were told. */
  readonly told: string[] = [];

  constructor(...cards: EmulatedCard[]) {
    this.chip.present(...cards);
  }

  /** Does `work` with the card that lies there, while time passes as it must. */
  async with<T>(work: (card: BenchCard) => Promise<T>): Promise<T> {
    return this.pass(async () => {
      await this.frontEnd.start();
      const link = await this.frontEnd.card(500);
      return work(new BenchCard(link, await kindOf(link), (step) => this.told.push(step)));
    });
  }

  private async pass<T>(work: () => Promise<T>): Promise<T> {
    let over = false;
    const result = work().finally(() => (over = true));
    result.catch(() => undefined);
    while (!over) {
      for (let i = 0; i < 8; i++) await Promise.resolve();
      if (!over) this.clock.advance(5);
    }
    return result;
  }
}

/** `card`, pulled away at its frame number `at`, from 0: before it hears that frame, or after it has obeyed and before anyone hears the answer. */
export function torn(card: EmulatedCard, at: number, obeys: boolean): EmulatedCard & { readonly frames: number; readonly isTorn: boolean } {
  let frames = 0;
  let gone = false;
  return {
    atqa: card.atqa, sak: card.sak, uid: card.uid,
    get frames() { return frames; },
    get isTorn() { return gone; },
    exchange(frame): CardAnswer {
      if (gone) return undefined;
      gone = frames++ === at;
      if (!gone || obeys) {
        const answer = card.exchange(frame);
        if (!gone) return answer;
      }
      return undefined;
    },
    reset: () => card.reset(),
  };
}
