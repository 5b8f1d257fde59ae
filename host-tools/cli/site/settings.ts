import type { z } from "zod";
import type { SiteRow } from "../../api/directory";
import { keepEventsDaysMax, sitePatch } from "../../api/directory";
import { exitCodes, Failure } from "../../api/failure";

export type SitePatch = z.infer<typeof sitePatch>;

interface Setting {
  name: string;
  meaning: string;
  accepted: string;
  read(site: SiteRow): string;
  /** Undefined: `text` is no value of it. */
  patch(text: string): SitePatch | undefined;
}

const forEver = "forever";

/** What of a site can be set, by the names that `latchkey site` knows. */
export const settings: Setting[] = [
  {
    name: "name",
    meaning: "what console and backups call the site",
    accepted: "1 to 120 characters",
    read: (site) => site.name,
    patch: (text) => checked({ name: text }),
  },
  {
    name: "time-zone",
    meaning: "the clock of schedules, holidays and of every time that is shown",
    accepted: "a name such as Asia/Seoul or Europe/Berlin",
    read: (site) => site.timeZone,
    patch: (text) => (isZone(text) ? checked({ timeZone: text }) : undefined),
  },
  {
    name: "keep-events",
    meaning: "days after which events are deleted for good",
    accepted: `1 to ${keepEventsDaysMax}, or ${forEver}`,
    read: (site) => (site.keepEventsDays === null ? forEver : String(site.keepEventsDays)),
    patch: (text) => checked({ keepEventsDays: text === forEver ? null : /^\d+$/.test(text) ? Number(text) : NaN }),
  },
];

/** The setting `name`. Throws SETTING_UNKNOWN. */
export function settingCalled(name: string): Setting {
  const found = settings.find((one) => one.name === name);
  if (found) return found;
  throw new Failure("SETTING_UNKNOWN", {
    message: `a site has no setting "${name}"`,
    hint: `There are: ${settings.map((one) => one.name).join(", ")}.`,
    exit: exitCodes.usage,
  });
}

/** What is sent to give `setting` the value `text`. Throws SETTING_VALUE. */
export function patchOf(setting: Setting, text: string): SitePatch {
  const patch = setting.patch(text);
  if (patch) return patch;
  const near = setting.name === "time-zone" ? zonesLike(text) : [];
  throw new Failure("SETTING_VALUE", {
    message: `${setting.name} cannot be "${text}"`,
    hint: near.length > 0 ? `Perhaps ${near.join(", ")}?` : `It takes ${setting.accepted}.`,
    exit: exitCodes.usage,
  });
}

function checked(wish: unknown): SitePatch | undefined {
  return sitePatch.safeParse(wish).data;
}

function isZone(text: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: text }).format(0) !== "";
  } catch {
    return false;
  }
}

const nearMax = 5;

function zonesLike(text: string): string[] {
  const wanted = text.toLowerCase().replace(/\s+/g, "_");
  return Intl.supportedValuesOf("timeZone").filter((zone) => zone.toLowerCase().includes(wanted)).slice(0, nearMax);
}
