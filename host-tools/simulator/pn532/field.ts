import type { CardAnswer, EmulatedCard } from "../cards/card";

/** Where a card stands (ISO/IEC 14443-3, 6.3). `ready`: woken, being told apart from others. */
export type AirState = "idle" | "ready" | "active" | "halted";

/** The cards in front of the antenna, what state each is in, and how long they stay. */
export class Field {
  cards: EmulatedCard[] = [];
  private states = new Map<EmulatedCard, AirState>();
  private exchangesLeft = Infinity;
  private listeners: (() => void)[] = [];

  /** `torn`: called when cards are pulled away in the middle of an exchange. */
  constructor(private readonly torn: () => void) {}

  present(...cards: EmulatedCard[]): void {
    this.cards = cards;
    this.restart();
    for (const listen of this.listeners.splice(0)) listen();
  }

  remove(): void {
    this.cards = [];
    this.exchangesLeft = Infinity;
  }

  /** The cards are pulled away after `count` further exchanges; with an empty field, those that come next. */
  tear(count: number): void {
    this.exchangesLeft = count;
  }

  /** The field was switched off and on: every card begins anew. */
  restart(): void {
    for (const card of this.cards) this.put(card, "idle");
  }

  stateOf(card: EmulatedCard): AirState {
    return this.states.get(card) ?? "idle";
  }

  put(card: EmulatedCard, state: AirState): void {
    this.states.set(card, state);
    if (state !== "active") card.reset();
  }

  /** One call at the next arrival. */
  onceArrived(listen: () => void): () => void {
    this.listeners.push(listen);
    return () => (this.listeners = this.listeners.filter((one) => one !== listen));
  }

  /** One exchange over the air with a selected card. A torn card is gone from here on; one that refuses falls back. */
  exchange(card: EmulatedCard, frame: Uint8Array): CardAnswer {
    if (this.exchangesLeft-- <= 0) {
      this.torn();
      this.remove();
    }
    if (!this.cards.includes(card) || this.stateOf(card) !== "active") return undefined;
    const answer = card.exchange(frame);
    if (answer === "nak") this.put(card, "idle");
    return answer;
  }
}
