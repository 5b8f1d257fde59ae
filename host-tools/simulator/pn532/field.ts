import type { CardAnswer, EmulatedCard } from "../cards/card";

/** The cards in front of the antenna, and how long they stay. */
export class Field {
  cards: EmulatedCard[] = [];
  private exchangesLeft = Infinity;
  private listeners: (() => void)[] = [];

  present(...cards: EmulatedCard[]): void {
    this.cards = cards;
    this.exchangesLeft = Infinity;
    for (const card of cards) card.reset();
    for (const listen of this.listeners.splice(0)) listen();
  }

  remove(): void {
    this.cards = [];
  }

  /** The cards are pulled away after `count` further exchanges. */
  tear(count: number): void {
    this.exchangesLeft = count;
  }

  /** One call at the next arrival. */
  onceArrived(listen: () => void): () => void {
    this.listeners.push(listen);
    return () => (this.listeners = this.listeners.filter((one) => one !== listen));
  }

  /** One exchange over the air with the card at `index`; a torn card is gone from here on. */
  exchange(index: number, frame: Uint8Array): CardAnswer {
    if (this.exchangesLeft-- <= 0) this.remove();
    return this.cards[index]?.exchange(frame);
  }
}
