/** Exit codes of the command line; scripts rely on them. */
export const exitCodes = {
  failed: 1,
  usage: 2,
  noDevice: 3,
  noPermission: 4,
  silentDevice: 5,
  verifyFailed: 6,
  serverRefused: 7,
  differences: 8,
  interrupted: 130,
} as const;

/**
 * What went wrong, in three parts: the message (what happened, and its likely cause), the hint (what to do next), and a
 * stable code, listed in docs/errors.md. `exit` is one of `exitCodes`.
 */
export class Failure extends Error {
  readonly hint: string;
  readonly exit: number;

  constructor(
    readonly code: string,
    parts: { message: string; hint: string; exit?: number; cause?: unknown },
  ) {
    super(parts.message, { cause: parts.cause });
    this.name = "Failure";
    this.hint = parts.hint;
    this.exit = parts.exit ?? exitCodes.failed;
  }
}
