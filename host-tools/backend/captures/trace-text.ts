import * as recordTypes from "../../../firmware/src/wire/record";
import { uid } from "../../../firmware/src/wire/technology";
import { isMark, type CapturedLine } from "../../trace/captured";
import { capturedTrace, type Tap } from "../../trace/captured-trace";
import type { Trx } from "../store/open";
import type { Capture } from "../store/tables";

/**
 * The JSON Lines file of a capture: the reader's lines, its verdicts from the events that have come, and in its list the UIDs that
 * those were about, so that a replay stands in the same world.
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
  const about = `Captured at ${door.name} for ${capture.author}`;
  return capturedTrace({ about, now: capture.asked_at, assuranceMin: door.assuranceMin ?? 0 }, lines, taps);
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
    /* By what proves a card the trace shall not hold it. */
    .leftJoin("credential", (join) => join.onRef("credential.id", "=", "event.credential_id").on("credential.technology", "=", uid))
    .select(["event.sequence", "event.reason", "event.technology", "credential.identifier as uid"])
    .where("event.reader", "=", capture.reader)
    .where("event.epoch", "=", epoch)
    .where("event.type", "=", recordTypes.tap)
    .where("event.received_at", ">=", capture.asked_at)
    .where("event.sequence", ">=", from)
    .where("event.sequence", "<", until)
    .orderBy("event.sequence")
    .execute();
  return rows.map((row) => ({ ...row, uid: row.uid ?? undefined }));
}
