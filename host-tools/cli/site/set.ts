import type { SiteRow } from "../../api/directory";
import { paths } from "../../api/paths";
import { connect, type ServerOptions } from "../backend-client";
import { put } from "../output";
import { patchOf, settingCalled } from "./settings";

/** `site set NAME VALUE`: one setting, checked before anything is asked of the backend. */
export async function setSite(name: string, value: string, options: ServerOptions & { dryRun: boolean; json: boolean }): Promise<void> {
  const setting = settingCalled(name);
  const patch = patchOf(setting, value);
  const client = connect(options);
  const before = await client.get<SiteRow>(paths.site);
  const after = options.dryRun ? { ...before, ...patch } : await client.send<SiteRow>("PATCH", paths.site, patch);
  const [was, is] = [setting.read(before), setting.read(after)];
  const change = was === is ? `${name} is ${is} already` : `${name}: ${was} → ${is}`;
  const text = options.dryRun ? `dry run: ${change}; nothing was changed` : change;
  put(options.json, { name, before: was, after: is, dryRun: options.dryRun }, text);
}
