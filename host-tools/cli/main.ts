#!/usr/bin/env node
import { Command, CommanderError, Help, type Option } from "commander";
import { commandFiles } from "./commands";
import { exitCodes, Failure } from "../api/failure";
import { endWithReader } from "./output";
import { report } from "./report";
import { packageVersion } from "./project";

async function run(args: string[]): Promise<number> {
  const program = new Command("latchkey")
    .description("Door readers that decide by themselves: simulate, flash, serve, look.")
    .version(packageVersion(), "--version")
    .showSuggestionAfterError(true)
    .configureHelp({ optionDescription: withoutNothing })
    .configureOutput({ outputError: () => undefined })
    .exitOverride()
    .enablePositionalOptions();
  for (const load of commandFiles) (await load()).register(program);
  try {
    await program.parseAsync(args, { from: "user" });
    return Number(process.exitCode ?? 0);
  } catch (caught) {
    /* Help that was asked for is no error; help that was not stands there already. */
    if (caught instanceof CommanderError && caught.code.startsWith("commander.help")) return caught.exitCode === 0 ? 0 : exitCodes.usage;
    if (caught instanceof CommanderError && caught.exitCode === 0) return 0;
    return report(caught instanceof CommanderError ? wrongUse(program, args, caught) : caught, args.includes("--json"));
  }
}

/** An option that is off, or an empty list, unless given needs no word about it. */
function withoutNothing(option: Option): string {
  return new Help().optionDescription(option).replace(/ \(default: (false|\[\])\)$/, "");
}

function wrongUse(program: Command, args: string[], { message }: CommanderError): Failure {
  const name = calledOf(program, args);
  const hint = name === "latchkey" ? "`latchkey --help` lists the commands." : `\`${name} --help\` says what it takes.`;
  return new Failure("USAGE", { message: message.replace(/^error: /, "").replaceAll("\n", " "), hint, exit: exitCodes.usage });
}

/** The command that `args` mean, with those above it. */
function calledOf(program: Command, args: string[]): string {
  let command = program;
  const names = ["latchkey"];
  for (const arg of args) {
    const next = command.commands.find((one) => one.name() === arg);
    if (!next) break;
    command = next;
    names.push(arg);
  }
  return names.join(" ");
}

endWithReader();
process.exitCode = await run(process.argv.slice(2));
