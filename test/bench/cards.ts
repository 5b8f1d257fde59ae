import { secureCard } from "../../host-tools/simulator/cards/secure-card";
import * as technology from "../../firmware/src/wire/technology";
import { CardBench, cardId, plan, profile } from "../support/card-bench";
import { tryClones } from "../support/clones";
import type { Figures } from "./figures";

const listTargets = 0x4a;
const clones = 100_000;

/** Commands of a DESFire tap, the listing that finds it included; copies and replays held up, and how many got in. */
export function cardFigures(): Promise<Figures> {
  const bench = new CardBench([profile()], [{ technology: technology.desfire, identifier: cardId }], 3);
  const from = bench.reader.frontEnd.commandsHeard.length;
  if (!bench.hold([secureCard(plan())]).granted) throw new Error("the card was not let in");
  const commands = bench.reader.frontEnd.commandsHeard.slice(from).filter((code) => code !== listTargets);
  const { tried, granted } = tryClones(clones);
  return Promise.resolve({ "tap.desfire.commands": commands.length + 1, "clones.tried": tried, "clones.granted": granted });
}
