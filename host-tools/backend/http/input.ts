import type { Context } from "hono";
import type { z } from "zod";
import { Refusal } from "../refusal";
import type { Env } from "./services";

/** The request's JSON as `schema` wants it; otherwise a refusal that names the fields. */
export async function bodyOf<S extends z.ZodType>(c: Context<Env>, schema: S): Promise<z.output<S>> {
  const json: unknown = await c.req.json().catch(() => {
    throw new Refusal(400, "JSON", "the request's body is not JSON", "Send an object with Content-Type application/json.");
  });
  return checked(json, schema);
}

export function queryOf<S extends z.ZodType>(c: Context<Env>, schema: S): z.output<S> {
  return checked(c.req.query(), schema);
}

export function idOf(c: Context<Env>): number {
  const id = Number(c.req.param("id"));
  if (Number.isSafeInteger(id) && id > 0) return id;
  throw new Refusal(400, "ID", `"${c.req.param("id")}" is no id`, "Ids are whole numbers from 1 on.");
}

function checked<S extends z.ZodType>(value: unknown, schema: S): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map((issue) => ({ path: issue.path.join("."), message: issue.message }));
  const first = fields[0]!;
  const message = first.path ? `${first.path}: ${first.message}` : first.message;
  throw new Refusal(400, "INPUT", message, "Correct the named fields and send it again.", fields);
}
