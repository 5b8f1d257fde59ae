import type { Bytes } from "../../../firmware/src/base/bytes";
import { decodeSettings, encodeSettings } from "../../../firmware/src/wire/settings";

/*
 * A grant names access levels by bits, and what a bit means stands in the settings. A reader whose settings are not those of the backup may hold
 * grants whose bits mean other levels there, so between the restored settings and the restored list somebody could pass at another level's hours.
 * Settings without any level stand between.
 */

/** `settings` under the number `version`, with no access level: nobody's grant opens. */
export function openingToNobody(settings: Bytes, version: number): Bytes {
  return encodeSettings({ ...decodeSettings(settings), version, levels: new Uint8Array(0), schedules: [] });
}
