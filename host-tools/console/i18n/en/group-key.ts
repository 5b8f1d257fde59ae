import { number } from "../format";

export const groupKey = {
  title: "Phones and readers",
  lead: "By one key, which is in every reader, phones know this site's readers and show strangers nothing. It opens no door. Renew it when a reader was stolen, after removing that reader.",
  inForce: "Key in force since",
  unnoted: "before that was noted",
  renew: "Renew the key",
  renewAsk: "Phones fetch the new key with their next leases; when all have it, the readers get it. No tap is refused meanwhile. Go on?",
  next: "Next key",
  nextHint: (day: string) => `The readers get it as soon as these phones have it, or on ${day}.`,
  behind: (count: number) => (count === 1 ? "1 phone has not fetched it" : `${number(count)} phones have not fetched it`),
  fetched: "All phones have it",
  handingOver: "The readers get it within a minute.",
  now: "Give it to the readers now",
  nowAsk: (count: number) =>
    count === 0 ? "Give the next key to the readers now?" : `${count === 1 ? "One phone opens" : `${number(count)} phones open`} nothing until it has fetched the key. Give it to the readers now?`,
  former: "Still with the former key",
  formerHint: "These readers were not heard since. Phones keep the former key for them until they are heard, or are removed.",
};
