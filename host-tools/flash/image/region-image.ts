import { Grants } from "../../../firmware/src/store/grants";
import { SettingsStore } from "../../../firmware/src/store/settings";
import type { Grant } from "../../../firmware/src/wire/grant";
import { encodeIdentity, type Identity } from "../../../firmware/src/wire/identity";
import { encodeSettings, type Settings } from "../../../firmware/src/wire/settings";
import { Failure } from "../../api/failure";
import { SimulatedFlash } from "../../simulator/board/flash";
import { jsNative } from "../../simulator/board/native";
import type { BoardConfig } from "../board-config";

export type RegionName = keyof BoardConfig["flash"]["regions"];
export type RegionImages = Record<RegionName, Uint8Array>;

/** What a fresh reader starts with. */
export interface FirstContents {
  identity: Identity;
  settings: Settings;
  grants: Grant[];
}

/** As many as one call of the store takes. */
const batch = 100;
const native = jsNative();

/** Every region as the reader's own store writes it, so that host and reader cannot disagree about a layout. */
export function regionImages(board: BoardConfig, contents: FirstContents): RegionImages {
  const blank = (name: RegionName) => new SimulatedFlash({ pageBytes: board.flash.pageBytes, pages: board.flash.regions[name].pages });
  const flash = { identity: blank("identity"), state: blank("state"), settings: blank("settings"), journal: blank("journal"), grants: blank("grants") };
  const region = (name: RegionName) => flash[name].region(0, flash[name].pages);
  region("identity").write(0, encodeIdentity(contents.identity, native.crc32));
  const settings = new SettingsStore(region("settings"), native);
  settings.open();
  settings.save(encodeSettings(contents.settings));
  writeGrants(new Grants(region("grants"), native), contents.grants, board);
  const image = (name: RegionName) => flash[name].image();
  return { identity: image("identity"), state: image("state"), settings: image("settings"), journal: image("journal"), grants: image("grants") };
}

function writeGrants(list: Grants, grants: Grant[], board: BoardConfig): void {
  try {
    for (let at = 0; at < grants.length; at += batch) list.apply(grants.slice(at, at + batch), 0);
  } catch (cause) {
    throw new Failure("LIST_TOO_LONG", {
      message: `The list of ${grants.length} does not fit the flash of ${board.name}: ${list.count} went in.`,
      hint: "Give this reader only the people of its own door, or take a board with more flash.",
      cause,
    });
  }
}
