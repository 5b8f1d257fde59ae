import { interrupted, put, say } from "../output";
import { connect, tokenOf, type ServerOptions } from "../backend-client";
import { askControl, mustBeAlone, type ControlRequest } from "./control";
import { keptReaders, readersAt } from "./enrolled";
import { placesFor } from "./places";
import { runSite } from "./site-process";
import type { DoorRow } from "../../api/directory";
import { paths } from "../../api/paths";
import { join } from "node:path";
import { countOf } from "../whole-number";

const readersMax = 100;

/** `sim run`: readers of this machine at a backend that runs already, until Ctrl-C. */
export async function runReaders(options: ServerOptions & { readers: string; json: boolean }): Promise<void> {
  const count = countOf(options.readers, "--readers", { most: readersMax });
  await mustBeAlone(options.data);
  const { rows: doors } = await connect(options).get<{ rows: DoorRow[] }>(paths.doors);
  const dir = join(options.data, "sim");
  const readers = await readersAt(dir, placesFor(doors, keptReaders(dir), count), { url: options.server, token: tokenOf(options) });
  const running = await runSite(readers, options.data);
  const names = readers.map(({ name }) => name);
  put(options.json, { type: "ready", doors: names }, `running: ${names.join(", ")}`);
  say(`Tap with: latchkey sim tap uid:04A1B2C3 --door "${names[0]}" --data ${options.data}   (Ctrl-C ends)`);
  await interrupted();
  running.stop();
}

/** `sim tap`, `sim remove`, `sim offline`, `sim online`: one thing done at a door of the simulator that runs. */
export async function atDoor(options: { data: string; door?: string; json: boolean }, request: Pick<ControlRequest, "action" | "card" | "keys">): Promise<void> {
  const result = (await askControl(options.data, { ...request, door: options.door })) as DoorAnswer | DoorAnswer[];
  const lines = Array.isArray(result) ? result.map(textOf).join("\n") : `${request.action} ${textOf(result)}`;
  put(options.json, result, lines);
}

/** How a door is, as the simulator answers it. */
interface DoorAnswer {
  door: string;
  online: boolean;
  relay: boolean;
  asksPin: boolean;
  /** After a card or a PIN: what the reader decided. */
  verdict?: "granted" | "denied";
  reason?: string;
}

function textOf({ door, online, relay, asksPin, verdict, reason }: DoorAnswer): string {
  const decided = verdict ? [verdict === reason ? verdict : `${verdict} (${reason})`] : [];
  const parts = [...decided, online ? "online" : "network unplugged", relay ? "relay on" : "relay off", ...(asksPin ? ["asks for a PIN"] : [])];
  return `${door}: ${parts.join(", ")}`;
}
