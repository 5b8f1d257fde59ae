import { nextStep } from "../../api/first-steps";
import type { Backend } from "../../backend/server";
import { isLoopback } from "../../backend/http/own-addresses";
import { firstSteps } from "../../backend/reports/first-steps";
import { say } from "../output";

/** To somebody whose site is not at work yet: what to do now, and what no reader on the network could do with it. */
export async function tellNext({ services }: Backend): Promise<void> {
  const { directory, contacts, host } = services;
  const next = nextStep(await firstSteps(directory.read, contacts));
  if (!next) return;
  say("Next: open the sign-in link in a browser. Its first screen goes through what is left: a door, a reader, who may pass, the first card.");
  if (next.name !== "door" && next.name !== "reader") return;
  if (isLoopback(host)) say("Boards cannot reach this address: for them start it with --host 0.0.0.0. `latchkey sim run` has readers without boards.");
}
