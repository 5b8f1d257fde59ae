import { countsOf, netOf } from "./callgrind";

/**
 * Instructions of the least we could write for this interpreter (on-chip/least-exchange, on-chip/least-tap), by which a goal for it can be
 * judged: `poll` sends the command that names a card and takes its acknowledgement, `exchange` is one InDataExchange, `tap` goes from
 * the answer to the relay with token, look-up and record.
 */
export interface LeastWork {
  poll: number;
  exchange: number;
  lookup: number;
  tap: number;
}

export async function leastWork(): Promise<LeastWork> {
  const exchange = netOf(await countsOf("least-exchange"));
  const tap = netOf(await countsOf("least-tap"));
  const poll = exchange("sent") + exchange("acknowledged");
  const lookup = tap("least look-up");
  return { poll, exchange: poll + exchange("heard"), lookup, tap: tap("least token") + lookup + tap("least record") };
}
