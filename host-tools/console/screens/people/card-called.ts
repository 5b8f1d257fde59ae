import type { CredentialRow } from "../../../api/directory";
import { words } from "../../i18n/words";
import { cardNumber } from "./card-number";

/** What an admin knows a credential by: the UID, or the number that the audit has for it. What it proves itself by never gets here. */
export function cardCalled({ uid, id }: Pick<CredentialRow, "uid" | "id">): string {
  return uid === null ? words.value.people.numbered(id) : cardNumber(uid);
}
