import { CardBench } from "../support/card-bench";
import { held, phone, takesPhones } from "../support/phone-bench";
import { countsOf, netOf } from "./callgrind";
import type { Figures } from "./figures";

const listTargets = 0x4a;

/** Commands that a phone costs the front end, the listing that finds it included. */
export function phoneCommandFigures(): Promise<Figures> {
  const bench = new CardBench([], [], 3, takesPhones);
  const from = bench.reader.frontEnd.commandsHeard.length;
  if (!bench.hold([held(phone())]).granted) throw new Error("the phone was not let in");
  const commands = bench.reader.frontEnd.commandsHeard.slice(from).filter((code) => code !== listTargets);
  return Promise.resolve({ "tap.phone.commands": commands.length + 1 });
}

/** The reader's own work on a phone's proof in the real interpreter, the exchanges aside: while the phone works on SELECT, and after. */
export async function phoneProofFigures(): Promise<Figures> {
  const counts = netOf(await countsOf("phone"));
  return {
    "tap.phone.meanwhile_instructions": counts("asked") + counts("meanwhile"),
    "tap.phone.proof_instructions": counts("selected") + counts("judged"),
  };
}
