import { spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { Failure, exitCodes } from "../../api/failure";

/** The program that ESPRUINO names. Throws ESPRUINO_MISSING. */
export function interpreterProgram(): string {
  const program = process.env.ESPRUINO;
  if (!program || !existsSync(program)) {
    throw new Failure("ESPRUINO_MISSING", {
      message: program ? `ESPRUINO names ${program}, which is not there.` : "ESPRUINO is not set, so there is no interpreter to run the bundle in.",
      hint: "Build the Linux target of github.com/espruino/Espruino and set ESPRUINO to the program.",
      exit: exitCodes.noDevice,
    });
  }
  return program;
}

/*
 * The Linux build looks at its serial lines only every 50 ms unless one of them has just carried something, and its main loop
 * may sleep as long again: an acknowledgement that a board hears within 5 ms comes after 100, where the reader has given it up.
 * A line that always carries something and a timer keep both awake.
 */
const awake = 'Serial6.setup(115200,{path:"/dev/zero"});Serial6.on("data",function(){});setInterval(function(){},2)';

/**
 * Starts the interpreter named by ESPRUINO in `dir`, where its flash lies; `paced`: it hears its lines as soon as a board does.
 * Throws ESPRUINO_MISSING.
 */
export function startInterpreter(dir: string, talk: (text: string) => void, paced = false): ChildProcess {
  const program = interpreterProgram();
  /* Its standard input stays open and silent: at the end of it the interpreter would stop reading serial lines. */
  const [file, ...args] = dyingWithUs([program, ...(paced ? ["-e", awake] : [])]) as [string, ...string[]];
  const child = spawn(file, args, { cwd: dir, stdio: ["pipe", "pipe", "pipe"] });
  child.stdout.on("data", (text: Buffer) => talk(text.toString()));
  child.stderr.on("data", (text: Buffer) => talk(text.toString()));
  return child;
}

/** The command for something that ends when this process does, however that ends: two interpreters on one flash would ruin it. */
export function dyingWithUs(command: string[]): string[] {
  const guard = "/usr/bin/setpriv";
  return existsSync(guard) ? [guard, "--pdeathsig", "KILL", ...command] : command;
}
