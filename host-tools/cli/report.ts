import { Failure, exitCodes } from "../api/failure";
import { coloursOf } from "./colours";

/** Says what went wrong on standard error, with `--json` as one object on standard output; returns the exit code. */
export function report(caught: unknown, json: boolean): number {
  const failure = caught instanceof Failure ? caught : unexpected(caught);
  if (json) {
    const { code, exit, message, hint } = failure;
    process.stdout.write(JSON.stringify({ error: { code, exit, message, hint, docs: "docs/errors.md" } }) + "\n");
  } else {
    const { red, dim } = coloursOf(process.stderr);
    process.stderr.write(`${red("error")} ${failure.message}\n      ${failure.hint} ${dim(`[${failure.code}]`)}\n`);
  }
  if (process.env.LATCHKEY_DEBUG && caught instanceof Error) process.stderr.write(`${caught.stack}\n`);
  return failure.exit;
}

function unexpected(caught: unknown): Failure {
  return new Failure("UNEXPECTED", {
    message: `Something went wrong that latchkey has no name for: ${caught instanceof Error ? caught.message : String(caught)}`,
    hint: "Run again with LATCHKEY_DEBUG=1 to see where, and report it with that text.",
    exit: exitCodes.failed,
    cause: caught,
  });
}
