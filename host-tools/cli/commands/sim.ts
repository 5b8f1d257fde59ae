import type { Command } from "commander";
import { cardWords } from "../../simulator/cards/card-from";
import { defaultDataDir, withServer, type ServerOptions } from "../backend-client";

interface DoorOptions {
  data: string;
  door?: string;
  json: boolean;
}

export function register(program: Command): void {
  const sim = program.command("sim").description("simulated readers, doors and cards");
  registerChip(sim);
  withServer(sim.command("run"))
    .description("run simulated readers with the shipped firmware at a backend: where they were before, at doors that have no reader, else at new doors")
    .option("--readers <N>", "how many, 1 to 100", "4")
    .option("--json", "one JSON object a line", false)
    .action(async (options: ServerOptions & { readers: string; json: boolean }) => (await import("../sim/commands")).runReaders(options));
  atDoor(sim.command("tap <card>"), "hold a card to a reader for a moment, named as in `latchkey sim chip --help`").action(
    async (card: string, options: DoorOptions) => (await import("../sim/commands")).atDoor(options, { action: "tap", card }),
  );
  atDoor(sim.command("press <keys>"), "press keys of a reader's keypad, 0 to 9, * to clear and # to end, as 4711#").action(
    async (keys: string, options: DoorOptions) => (await import("../sim/commands")).atDoor(options, { action: "press", keys }),
  );
  for (const [action, text] of [
    ["remove", "take the card away from a reader"],
    ["offline", "pull the network cable of a reader"],
    ["online", "put the network cable back"],
  ] as const) {
    atDoor(sim.command(action), text).action(async (options: DoorOptions) => (await import("../sim/commands")).atDoor(options, { action }));
  }
  ofRunning(sim.command("list"), "the doors of the simulator that runs").action(async (options: DoorOptions) => (await import("../sim/commands")).atDoor(options, { action: "list" }));
}

function atDoor(command: Command, text: string): Command {
  return ofRunning(command.option("--door <NAME>", "which door; the first when left out"), text);
}

function ofRunning(command: Command, text: string): Command {
  return command
    .description(text)
    .option("--data <dir>", "the folder of the demo or simulator", process.env.LATCHKEY_DATA ?? defaultDataDir)
    .option("--json", "one JSON object on standard output", false);
}

function registerChip(sim: Command): void {
  sim
    .command("chip")
    .description("put an emulated PN532 on a pseudo-terminal, for any program that speaks to one")
    .requiredOption("--link <PATH>", "where the pseudo-terminal is to appear")
    .option("--card <CARD>", "a card in the field from the start, several parted by commas")
    .addHelpText("after", `\nA card is ${cardWords}.\nStandard input takes: present CARD[,CARD], remove, tear N, garble N, mute N, noise HEX, quit.\nPresented again by the same words, a card is the same one, with what was written on it.`)
    .action(async (options: { link: string; card?: string }) => (await import("../sim/chip")).runChip(options.link, options.card));
}
