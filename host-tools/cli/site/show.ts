import type { SiteRow } from "../../api/directory";
import { paths } from "../../api/paths";
import type { SiteFacts } from "../../api/site-facts";
import { backupOldDays, wantsBackup } from "../../api/site-facts";
import { columns } from "../board/columns";
import { connect, type ServerOptions } from "../backend-client";
import { put, say } from "../output";
import { settings } from "./settings";

/** `site show`: what can be set, with its meaning, and what there is to know besides. */
export async function showSite(options: ServerOptions & { json: boolean }): Promise<void> {
  const client = connect(options);
  const [site, facts] = await Promise.all([client.get<SiteRow>(paths.site), client.get<SiteFacts>(paths.siteFacts)]);
  const set = settings.map(({ name, meaning, accepted, read }) => ({ name, value: read(site), meaning, accepted }));
  const lines = [
    ...columns(set.map(({ name, value, meaning, accepted }) => [name, value, `${meaning} (${accepted})`])),
    "",
    ...columns(factRows(facts)),
  ];
  put(options.json, { settings: Object.fromEntries(set.map(({ name, ...rest }) => [name, rest])), facts }, lines.join("\n"));
  if (options.json) return;
  if (wantsBackup(facts, Date.now())) say(`Next: latchkey backup site.latchkey; there is none of the last ${backupOldDays} days.`);
  else say("Next: latchkey site set NAME VALUE changes one of the first lines; --dry-run only looks.");
}

function factRows(facts: SiteFacts): string[][] {
  const { lastBackup } = facts;
  return [
    ["version", facts.version ?? "not known", "of the program that the backend runs"],
    ["started", facts.startedAt, "when the backend started"],
    ["readers", facts.readerAddress, "what a reader that is made now is told (--advertise of `latchkey serve`)"],
    ["database", facts.database, `${(facts.databaseBytes / 1e6).toFixed(1)} MB`],
    ["oldest event", facts.oldestEvent ?? "none", "arrival of the oldest one kept"],
    ["last backup", lastBackup?.at ?? "never", lastBackup ? `into ${lastBackup.file}` : "by `latchkey backup`"],
    ["site key", facts.siteKey, "tells one site's key from another; the same after a restore"],
  ];
}
