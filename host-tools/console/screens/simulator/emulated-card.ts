import type { CredentialRow } from "../../../api/directory";

/** The card as the emulated front end is told of it; undefined for what only its UID is known of: cards, tags and phones that hold a secret are made here. */
export function emulatedCard(card: CredentialRow): string | undefined {
  const { technology, uid } = card;
  return technology === "uid" && uid !== null && uid.length <= 14 ? `uid:${uid}` : undefined;
}
