import { exitCodes, Failure } from "../api/failure";

/** The port number that `text` names. Throws PORT_NUMBER. */
export function portNumber(text: string): number {
  return within(text, { least: 0, most: 65_535 }) ?? refuse("PORT_NUMBER", `"${text}" is no port number`, "Use a number from 0 to 65535; 0 takes any free one.");
}

/** A count that option `name` takes. Throws OPTION_NUMBER. */
export function countOf(text: string, name: string, { least = 1, most }: { least?: number; most: number }): number {
  return within(text, { least, most }) ?? refuse("OPTION_NUMBER", `${name} "${text}" is no such number`, `Use a whole number from ${least} to ${most}.`);
}

/** The times that a trace and a reader's clock can hold. */
export const unixSecondsMax = 0xffff_ffff;

/** The speed of a serial line. Throws OPTION_NUMBER. */
export function baudOf(text: string): number {
  return countOf(text, "--baud", { least: 50, most: 4_000_000 });
}

function within(text: string, { least, most }: { least: number; most: number }): number | undefined {
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  return value >= least && value <= most ? value : undefined;
}

function refuse(code: string, message: string, hint: string): never {
  throw new Failure(code, { message, hint, exit: exitCodes.usage });
}
