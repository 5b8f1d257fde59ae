import { capturedLines } from "../../trace/captured";
import { appendAudit } from "../audit/chain";
import type { Feed } from "../feed";
import type { Contact } from "../link/contact";
import type { CapturePart } from "../link/messages";
import type { Store, Trx } from "../store/open";
import type { Capture } from "../store/tables";
import { traceText } from "./trace-text";

/** More parts than a reader's memory can hold are none of its. */
const partsMax = 16;

/** Takes in what readers kept of their front ends' lines, part by part, and makes a trace of it when the last is there. */
export class Captures {
  constructor(private readonly options: { store: Store; feed: Feed; nowMs(): number }) {}

  /** Fulfilled when the part is durable. A part of a capture that nobody asked for, or that is removed, is taken and forgotten. */
  async take(contact: Contact, part: CapturePart): Promise<void> {
    capturedLines(part.bytes);
    const number = await this.options.store.change(async (trx) => {
      const capture = await trx
        .selectFrom("capture")
        .selectAll()
        .where("reader", "=", contact.num)
        .where("command", "=", part.command)
        .executeTakeFirst();
      if (!capture || capture.done_at !== null || part.part >= partsMax) return undefined;
      await keep(trx, capture, part);
      return part.last ? this.finish(trx, { capture, contact, lost: part.lost }) : undefined;
    });
    if (number) this.options.feed.tell("change", { number: number.audit, what: "trace", id: number.id });
  }

  private async finish(trx: Trx, { capture, contact, lost }: { capture: Capture; contact: Contact; lost: number }) {
    const parts = await trx
      .selectFrom("capture_part")
      .select("bytes")
      .where("capture", "=", capture.id)
      .orderBy("part")
      .execute();
    const at = Math.floor(this.options.nowMs() / 1000);
    const lines = capturedLines(Buffer.concat(parts.map(({ bytes }) => bytes)));
    const trace = await traceText(trx, { capture, epoch: contact.epoch, lost, lines });
    await trx.updateTable("capture").set({ done_at: at, lost, trace }).where("id", "=", capture.id).execute();
    await trx.deleteFrom("capture_part").where("capture", "=", capture.id).execute();
    const line = { at, author: `reader ${contact.id}`, action: "deliver", subject: `trace ${capture.id}`, detail: { lost } };
    return { audit: await appendAudit(trx, line), id: capture.id };
  }
}

async function keep(trx: Trx, capture: Capture, { part, bytes }: CapturePart): Promise<void> {
  await trx
    .insertInto("capture_part")
    .values({ capture: capture.id, part, bytes })
    .onConflict((conflict) => conflict.columns(["capture", "part"]).doUpdateSet({ bytes }))
    .execute();
}
