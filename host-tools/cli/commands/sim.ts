import type { Command } from "commander";

export function register(program: Command): void {
  const sim = program.command("sim").description("Simulated readers, doors and cards.");
  sim
    .command("chip")
    .description("Put an emulated PN532 on a pseudo-terminal, for any program that speaks to one.")
    .requiredOption("--link <PATH>", "where the pseudo-terminal is to appear")
    .option("--card <CARD>", "a card in the field from the start: uid:HEX or ntag213:HEX[:NDEFHEX], several parted by commas")
    .addHelpText("after", "\nStandard input takes: present KIND:HEX[,KIND:HEX], remove, tear N, garble N, mute N, noise HEX, quit.")
    .action(async (options: { link: string; card?: string }) => (await import("../sim/chip")).runChip(options.link, options.card));
}
