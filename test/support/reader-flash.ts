import { toHex } from "../../firmware/src/base/bytes";
import { flagRemoved } from "../../firmware/src/wire/grant";
import { Grants } from "../../firmware/src/store/grants";
import { Journal } from "../../firmware/src/store/journal";
import { SettingsStore } from "../../firmware/src/store/settings";
import { jsNative } from "../../host-tools/hal/native";
import type { SimulatedReader } from "../../host-tools/simulator/reader";
import type { BackendAtWork } from "./backend-at-work";

/** How many records this reader has ever written: the sequence of the last. */
export function recordsWritten(reader: SimulatedReader): number {
  return new Journal(reader.region("journal"), jsNative(), 0, false).nextSequence - 1;
}

/** What differs between the list and settings on the reader's flash and the backend's, one sentence each; empty: nothing. */
export async function differences(at: BackendAtWork, reader: SimulatedReader): Promise<string[]> {
  const { store, contacts } = at.backend.services;
  const id = reader.reader!.id;
  const { num } = contacts.all().find((contact) => contact.id === id)!;
  const wanted = await store.read.selectFrom("reader").selectAll().where("num", "=", num).executeTakeFirstOrThrow();
  const rows = await store.read.selectFrom("reader_grant").selectAll().where("reader", "=", num).execute();
  const held = new Grants(reader.region("grants"), jsNative());
  const settings = new SettingsStore(reader.region("settings"), jsNative());
  settings.open();
  const found: string[] = [];
  if (held.version !== wanted.list_version) found.push(`list ${held.version}, wanted ${wanted.list_version}`);
  if (toHex(settings.bytes()) !== toHex(wanted.settings)) found.push("other settings");
  for (const row of rows) {
    const grant = held.find(row.token);
    const has = grant && [grant.levels, grant.validFrom, grant.validUntil, grant.flags].join(" ");
    const wants = row.flags & flagRemoved ? undefined : [row.levels, row.valid_from, row.valid_until, row.flags].join(" ");
    if (has !== wants) found.push(`${toHex(row.token)}: ${has}, wanted ${wants}`);
  }
  const count = rows.filter((row) => !(row.flags & flagRemoved)).length;
  if (held.count !== count) found.push(`${held.count} grants, wanted ${count}`);
  return found;
}
