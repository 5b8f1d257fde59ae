import type { CardRow } from "../../api/cards";
import { isoOf } from "../directory/time";
import type { Card } from "../store/tables";

/* Whether a card has a PIN, between its row and whoever tells or asks. */
type PinColumns = Pick<Card, "has_pin" | "pin_since">;

/** For the row of a card that has a PIN or has none from now on; left as it is where nobody says. */
export function pinColumns(card: PinColumns, hasPin: boolean | undefined, nowS: number): PinColumns {
  const { has_pin, pin_since } = card;
  return hasPin === undefined || has_pin === Number(hasPin) ? { has_pin, pin_since } : { has_pin: Number(hasPin), pin_since: nowS };
}

/** The same for whoever asks. */
export function pinTold({ has_pin, pin_since }: PinColumns): Pick<CardRow, "hasPin" | "pinSince"> {
  return { hasPin: has_pin === null ? null : has_pin === 1, pinSince: pin_since === null ? null : isoOf(pin_since) };
}
