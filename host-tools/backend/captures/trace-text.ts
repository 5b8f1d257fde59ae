import { toHex } from "../../../firmware/src/base/bytes";
import { opens } from "../../../firmware/src/access/reason";
import * as recordTypes from "../../../firmware/src/wire/record";
import { reasonName, technologyName } from "../../api/names";
import { tokenOf } from "../../trace/bench-reader";
import { isMark, type CapturedLine } from "../../trace/captured";
import { header, traceFormat, traceVersion, type ListEntry, type TraceLine, type VerdictLine } from "../../trace/trace";
import { formatTrace } from "../../trace/trace-file";
import type { Trx } from "../store/open";
import type { Capture } from "../store/tables";

interface Tap {
  sequence: number;
  reason: number;
  technology: number;
  credential: { technology: number; identifier: Uint8Array } | undefined;
}

/**
 * The JSON Lines file of a capture: the reader's lines, its verdicts from the events that have come, and in its list the
 * credentials that those were about, so that a replay stands in the same world.
 */
export async function traceText(
  trx: Trx,
  from: { capture: Capture; epoch: number; lost: number; lines: CapturedLine[] },
): Promise<string> {
  const { capture, lines } = from;
  const taps = await tapsOf(trx, capture, from);
  const door = await trx
    .selectFrom("reader")
    .leftJoin("door", "door.id", "reader.door_id")
    .select(["reader.name as name", "door.assurance_min as assuranceMin"])
    .where("reader.num", "=", capture.reader)
    .executeTakeFirstOrThrow();
  const first = header.parse({
    format: traceFormat,
    version: traceVersion,
    host: "latchkey",
    about: `Captured at ${door.name} for ${capture.author}`.slice(0, 500),
    now: capture.asked_at,
    assuranceMin: door.assuranceMin ?? 0,
    list: listOf(taps),
  });
  return formatTrace({ header: first, lines: withVerdicts(lines, taps) });
}

async function tapsOf(
  trx: Trx,
  capture: Capture,
  { epoch, lost, lines }: { epoch: number; lost: number; lines: CapturedLine[] },
): Promise<Tap[]> {
  const until = lines.filter(isMark).reduce((most, { nextSequence }) => Math.max(most, nextSequence), 0);
  /* The first entry says where the journal stood, unless the ring has given it up. */
  const from = lost === 0 ? (lines.find(isMark)?.nextSequence ?? 0) : 0;
  const rows = await trx
    .selectFrom("event")
    .leftJoin("credential", "credential.id", "event.credential_id")
    .select(["event.sequence", "event.reason", "event.technology", "credential.identifier", "credential.technology as card"])
    .where("event.reader", "=", capture.reader)
    .where("event.epoch", "=", epoch)
    .where("event.type", "=", recordTypes.tap)
    .where("event.received_at", ">=", capture.asked_at)
    .where("event.sequence", ">=", from)
    .where("event.sequence", "<", until)
    .orderBy("event.sequence")
    .execute();
  return rows.map((row) => ({
    sequence: row.sequence,
    reason: row.reason,
    technology: row.technology,
    credential: row.identifier && row.card !== null ? { technology: row.card, identifier: row.identifier } : undefined,
  }));
}

/** Who passed is in the list; who was refused is not, whatever the rule was. */
function listOf(taps: Tap[]): ListEntry[] {
  const granted = new Map<string, ListEntry>();
  for (const { credential, reason } of taps) {
    if (!credential || !opens(reason)) continue;
    const technology = technologyName(credential.technology) as ListEntry["technology"];
    const identifier = toHex(credential.identifier);
    granted.set(`${technology} ${identifier}`, { technology, identifier, validFrom: 0, validUntil: 0, disabled: false });
  }
  return [...granted.values()];
}

function withVerdicts(lines: CapturedLine[], taps: Tap[]): TraceLine[] {
  let told = 0;
  return lines.flatMap((line): TraceLine[] => {
    if (!isMark(line)) return [line];
    const now = taps.filter(({ sequence }, i) => i >= told && sequence < line.nextSequence);
    told += now.length;
    return now.map((tap) => verdictOf(tap, line.us));
  });
}

function verdictOf({ reason, technology, credential }: Tap, us: number): VerdictLine {
  const token = credential ? toHex(tokenOf(credential.technology, credential.identifier)) : null;
  return {
    us,
    verdict: opens(reason) ? "granted" : "denied",
    reason: reasonName(reason),
    technology: technologyName(technology),
    token,
  };
}
