import type { EmulatedCard } from "./card";
import { cardFrom } from "./card-from";

/** Cards that are put down and held up again: the same text is the same card, with what was written on it. */
export class CardBox {
  private readonly cards = new Map<string, EmulatedCard>();

  /** Throws CARD_INVALID. */
  take(texts: string): EmulatedCard[] {
    return texts.split(",").map((text) => this.one(text.trim().toLowerCase()));
  }

  private one(text: string): EmulatedCard {
    const card = this.cards.get(text) ?? cardFrom(text);
    this.cards.set(text, card);
    card.reset();
    return card;
  }
}
