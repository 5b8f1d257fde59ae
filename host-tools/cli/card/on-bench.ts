import { toHex } from "../../../firmware/src/base/bytes";
import { exitCodes, Failure } from "../../api/failure";
import { listPorts } from "../../device/ports";
import { openSerial } from "../../device/serial";
import { BenchCard } from "../../encode/bench-card";
import { FrontEnd, serialBus } from "../../encode/front-end";
import { kindOf } from "../../encode/kind";
import { choosePort } from "../flash/choose-port";
import { nodeClock } from "../node-clock";
import { say } from "../output";

export interface BenchOptions {
  port?: string;
  baud: string;
  /** Seconds. */
  wait: string;
  json: boolean;
}

/** Does `work` with the one card on the front end. Throws what ports, front end and card say. */
export async function withCard<T>(options: BenchOptions, work: (card: BenchCard) => Promise<T>): Promise<T> {
  const [baud, waitMs] = [numberOf("--baud", options.baud), numberOf("--wait", options.wait) * 1000];
  const path = choosePort(options.port, listPorts());
  const line = await openSerial(path, baud);
  const frontEnd = new FrontEnd(serialBus(line), nodeClock(), path);
  try {
    await frontEnd.start();
    say(`the front end on ${path} answers; lay one card on it`);
    const link = await frontEnd.card(waitMs);
    const kind = await kindOf(link);
    say(`${kind.name}, UID ${toHex(link.target.uid)}: keep it there`);
    return await work(new BenchCard(link, kind, say));
  } finally {
    frontEnd.stop();
    await line.close();
  }
}

function numberOf(option: string, text: string): number {
  if (/^\d{1,7}$/.test(text)) return Number(text);
  throw new Failure("CARD_OPTIONS", {
    message: `${option} takes a whole number, not "${text}".`,
    hint: "`latchkey card --help` shows examples.",
    exit: exitCodes.usage,
  });
}
