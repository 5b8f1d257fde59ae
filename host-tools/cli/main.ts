#!/usr/bin/env node
import { Command, CommanderError } from "commander";
import { commandFiles } from "./commands";
import { exitCodes } from "../api/failure";
import { endWithReader } from "./output";
import { report } from "./report";
import { packageVersion } from "./project";

async function run(args: string[]): Promise<number> {
  const program = new Command("latchkey")
    .description("Door readers that decide by themselves: simulate, flash, serve, look.")
    .version(packageVersion(), "--version")
    .showSuggestionAfterError(true)
    .showHelpAfterError("(`latchkey --help` lists the commands)")
    .exitOverride()
    .enablePositionalOptions();
  for (const load of commandFiles) (await load()).register(program);
  try {
    await program.parseAsync(args, { from: "user" });
    return Number(process.exitCode ?? 0);
  } catch (caught) {
    if (caught instanceof CommanderError) return caught.exitCode === 0 ? 0 : exitCodes.usage;
    return report(caught, args.includes("--json"));
  }
}

endWithReader();
process.exitCode = await run(process.argv.slice(2));
