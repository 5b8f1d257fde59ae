import type { WriteStream } from "node:tty";
import { createColors } from "picocolors";

/** Colours for `stream`: on a terminal only, unless NO_COLOR or FORCE_COLOR say otherwise. A build server's log is no terminal. */
export function coloursOf(stream: Pick<WriteStream, "isTTY">): ReturnType<typeof createColors> {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  return createColors(!NO_COLOR && (!!FORCE_COLOR || (!!stream.isTTY && TERM !== "dumb")));
}
