import { getConnInfo } from "@hono/node-server/conninfo";
import type { Context } from "hono";
import type { Env } from "./services";

/** Where a request comes from, to count tries by; empty without a socket. */
export function addressOf(c: Context<Env>): string {
  try {
    return getConnInfo(c).remote.address ?? "";
  } catch {
    return "";
  }
}
