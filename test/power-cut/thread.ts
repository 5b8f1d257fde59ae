import { parentPort } from "node:worker_threads";
import { kinds } from "./kinds";
import { loadStore, type StoreCode } from "./load-store";
import { type Campaign, type Outcome, simulated, torture } from "./torture";

/* Runs in a thread of its own (threads.ts): stories as fast as Node can, without a test runner's detours. */

export interface Order {
  kind: string;
  code: StoreCode;
  campaign: Campaign;
}

/* A cut is thrown by the ten thousand; nobody reads where from. */
Error.stackTraceLimit = 0;

parentPort!.on("message", ({ kind, code, campaign }: Order) => {
  const outcome: Outcome = torture(kinds.find(({ name }) => name === kind)!, simulated(loadStore(code)), campaign);
  parentPort!.postMessage(outcome);
});
