import type { Context } from "hono";
import type { Author } from "../directory/edit";
import type { Env } from "./services";

export function authorOf(c: Context<Env>): Author {
  return { name: c.get("account").name };
}
