import { cardFrom } from "../../host-tools/simulator/cards/card-from";
import { VirtualClock } from "../../host-tools/simulator/board/clock";
import { SimulatedReader } from "../../host-tools/simulator/reader";
import type { Figures } from "./figures";

const listTargets = 0x4a;
const taps = 3000;
const identity = {
  readerId: new Uint8Array(8), deviceKey: new Uint8Array(32), drbgSeed: new Uint8Array(32), provisionedAt: 1_790_000_000,
  backendHost: new Uint8Array(4), backendPort: 0, wifiName: "", wifiKey: "",
};

/** Commands that a waiting card costs the front end, the listing that finds it included; whole simulated taps a second. */
export function tapFigures(): Promise<Figures> {
  const { clock, reader } = bench();
  const uid = commandsOf(clock, reader, "uid:04A1B2C3");
  const ntag = commandsOf(clock, reader, "ntag213:04A1B2C3D4E5F6:D101045402656E41");
  const startedMs = performance.now();
  for (let i = 0; i < taps; i++) tap(clock, reader, "uid:04A1B2C3");
  const seconds = (performance.now() - startedMs) / 1000;
  return Promise.resolve({ "tap.uid.commands": uid, "tap.ntag.commands": ntag, "sim.taps_per_s": Math.round(taps / seconds) });
}

function bench(): { clock: VirtualClock; reader: SimulatedReader } {
  const clock = new VirtualClock(identity.provisionedAt);
  const link = { send: () => undefined, listen: () => undefined };
  const reader = new SimulatedReader({ identity, clock, link, seed: 1 });
  clock.advance(2000);
  return { clock, reader };
}

/** Commands other than empty listings between the card's coming and the light that answers it, and the listing that found it. */
function commandsOf(clock: VirtualClock, reader: SimulatedReader, card: string): number {
  const from = reader.frontEnd.commandsHeard.length;
  tap(clock, reader, card);
  return reader.frontEnd.commandsHeard.slice(from).filter((code) => code !== listTargets).length + 1;
}

/** From the card's coming until the reader has answered it by its red light, and then missed it. */
function tap(clock: VirtualClock, reader: SimulatedReader, card: string): void {
  reader.frontEnd.present(cardFrom(card));
  if (!clock.advanceUntil(() => reader.door.isOn("red"), 2000)) throw new Error(`${card} was not answered`);
  reader.remove();
  clock.advance(3000);
}
