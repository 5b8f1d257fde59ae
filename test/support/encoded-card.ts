import { fromHex } from "../../firmware/src/base/bytes";
import { cardLayouts, readKey, type CardOrders } from "../../host-tools/api/cards";
import { DesfireApplet, type Generation } from "../../host-tools/simulator/cards/desfire";
import { application, emptyMemory } from "../../host-tools/simulator/cards/desfire-memory";
import { IsoDepCard } from "../../host-tools/simulator/cards/iso-dep-card";
import { looksOf } from "../../host-tools/simulator/cards/secure-card";
import { verifierOf } from "./pin-bench";

const ntag424Name = Uint8Array.of(0xd2, 0x76, 0, 0, 0x85, 1, 1);
/** Read by key 1; write, both and change by key 0. */
const rights = 0x1000;

/** A card as the bench leaves it by `orders`, with other keys or another content where a test says so. */
export function encodedCard(orders: CardOrders, generation: Generation, other: { uid?: string; keys?: string[]; credential?: string; pin?: string } = {}): IsoDepCard {
  const { file, application: number } = cardLayouts[orders.technology];
  const [{ version, keys }] = [orders.versions[0]!];
  const app = application(0x0b, keys.length, true);
  const verifier = other.pin === undefined ? new Uint8Array(16) : verifierOf(other.pin, fromHex(keys[readKey]!));
  (other.keys ?? keys).forEach((key, i) => (app.keys[i] = { bytes: fromHex(key), version }));
  app.files.set(file, { comm: 3, rights, data: Uint8Array.from([...fromHex(other.credential ?? orders.credential), ...verifier]) });
  if (generation === "ntag424") app.isoName = ntag424Name;
  const uid = fromHex(other.uid ?? orders.uid);
  const memory = emptyMemory().set(generation === "ntag424" ? 1 : parseInt(number, 16), app);
  return new IsoDepCard(looksOf({ uid, generation }), new DesfireApplet(uid, generation, memory));
}
