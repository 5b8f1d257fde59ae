import type { Context } from "hono";
import type { ErrorAnswer } from "../../api/session";
import { Refusal, refusalOf } from "../refusal";
import type { Env, Services } from "./services";

/** A refusal goes out as it is; anything else is logged, and says nothing about the inside. */
export function answerError(services: Services, error: unknown, c: Context<Env>): Response {
  const refusal = error instanceof Refusal ? error : (refusalOf(error) ?? unforeseen(services, error));
  const { code, message, hint, fields } = refusal;
  const answer: ErrorAnswer = { error: { code, message, hint, ...(fields && { fields }) } };
  return c.json(answer, refusal.status);
}

function unforeseen(services: Services, error: unknown): Refusal {
  services.onTrouble(error);
  return new Refusal(503, "INTERNAL", "something went wrong in the backend", "Try again; the log of `latchkey serve` says more.");
}
