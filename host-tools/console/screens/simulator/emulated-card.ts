import type { CredentialRow } from "../../../api/directory";

/* An NTAG is known by its message; its own number is not in the directory, so any will do. */
const someTag = "04a1b2c3d4e5f6";

/** The card as the emulated front end is told of it; undefined for kinds that it cannot play. */
export function emulatedCard(card: CredentialRow): string | undefined {
  if (card.technology === "uid") return card.identifier.length <= 14 ? `uid:${card.identifier}` : undefined;
  return card.technology === "ntag" ? `ntag213:${someTag}:${card.identifier}` : undefined;
}
