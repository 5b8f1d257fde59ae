import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { ApiClient } from "../api/client";
import { exitCodes, Failure } from "../api/failure";
import { tokenFile } from "../backend/store/data-directory";

export const defaultServer = "http://127.0.0.1:8420";

/** Where data goes unless --data says otherwise. */
export const defaultDataDir = "latchkey-data";

export interface ServerOptions {
  server: string;
  data: string;
  token?: string;
}

/** The options of every command that talks with a running backend. */
export function withServer(command: Command): Command {
  return command
    .option("--server <url>", "the backend", process.env.LATCHKEY_SERVER ?? defaultServer)
    .option("--data <dir>", "its data directory, where its token lies", process.env.LATCHKEY_DATA ?? defaultDataDir)
    .option("--token <token>", "the token itself, seen by whoever sees this machine's processes; better LATCHKEY_TOKEN");
}

export function connect(options: ServerOptions): ApiClient {
  return new ApiClient(fetch, options.server.replace(/\/+$/, ""), tokenOf(options));
}

/** The token given, the environment's (never a default of the option, which help would print), or the one in the data directory. Throws TOKEN_MISSING. */
export function tokenOf(options: ServerOptions): string {
  return options.token ?? process.env.LATCHKEY_TOKEN ?? tokenIn(options.data);
}

function tokenIn(dir: string): string {
  try {
    return readFileSync(join(dir, tokenFile), "utf8").trim();
  } catch (cause) {
    throw new Failure("TOKEN_MISSING", {
      message: `there is no token in ${dir}`,
      hint: "Give the backend's --data directory, or the token itself as LATCHKEY_TOKEN.",
      exit: exitCodes.noPermission,
      cause,
    });
  }
}
