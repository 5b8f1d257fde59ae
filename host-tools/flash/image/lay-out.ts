import { crc32 } from "../../../firmware/src/base/crc";
import type { Region } from "../../../firmware/src/hal/flash";
import { bytesOf, roomOf, shapeOf } from "../../../firmware/src/store/grant-shape";
import { SettingsStore } from "../../../firmware/src/store/settings";
import type { Grant } from "../../../firmware/src/wire/grant";
import type { Identity } from "../../../firmware/src/wire/identity";
import { encodeIdentity } from "../../../firmware/src/wire/identity";
import type { Settings } from "../../../firmware/src/wire/settings";
import { encodeSettings } from "../../../firmware/src/wire/settings";
import { Failure } from "../../api/failure";
import { jsNative } from "../../hal/native";
import type { BoardConfig } from "../board-config";
import type { FlashArea, FlashImage } from "./flash-image";
import { imageRegion } from "./image-region";
import { capacityOf, grantsWords } from "../flash-map";
import { loadList, sizeOf } from "./load-list";
import { layStorage, rawAreas } from "./place";

/** The programs of a board as the bundler made them: characters 0 to 255, one a byte. */
export interface Programs {
  boot0: string;
  main: string;
  /** What `main` reads only when it asks for it, by number; empty ones are not stored. */
  overlays: string[];
}

export interface ImageParts {
  programs: Programs;
  version: string;
  identity: Identity;
  /** Who may pass from the first start on; none: nobody until the backend says. */
  grants?: Grant[];
  settings?: Settings;
}

export type RegionName = keyof BoardConfig["flash"]["regions"];

/**
 * All flash of `board` as a new reader starts with. What the reader keeps is written by the same stores that the chip
 * runs. Throws BUNDLE_TOO_LARGE or LIST_TOO_LONG.
 */
export function layOut(board: BoardConfig, parts: ImageParts): FlashImage {
  const image: FlashImage = { areas: [layStorage(board, parts.programs, parts.version), ...rawAreas(board)] };
  const native = jsNative();
  regionOf(image, board, "identity").write(0, encodeIdentity(parts.identity, crc32));
  if (parts.settings) new SettingsStore(regionOf(image, board, "settings"), native).save(encodeSettings(parts.settings));
  if (parts.grants?.length) {
    /* A board that reads no card keys takes none for whole that has come all the same. */
    const grants = board.credentials.keys ? parts.grants : parts.grants.map((grant) => ({ ...grant, key: undefined }));
    checkLength(board, grants);
    loadList(regionOf(image, board, "grants"), native, grants, listVersion(parts.identity));
  }
  return image;
}

/** A backend must never take a list from elsewhere for its own: it resets a reader that claims a version from its future. */
function listVersion(identity: Identity): number {
  return identity.backendPort ? 0xfffffffe : 1;
}

/** One region of the board inside `image`, to read or write as the firmware does. */
export function regionOf(image: FlashImage, board: BoardConfig, name: RegionName): Region {
  const { address, pages } = board.flash.regions[name];
  const area = image.areas.find((one) => holds(one, board, address))!;
  return imageRegion(area.bytes, address - area.address, { pageBytes: board.flash.pageBytes, pages });
}

function holds(area: FlashArea, board: BoardConfig, address: number): boolean {
  const medium = board.flash.spi ? "spi" : "own";
  return area.medium === medium && address >= area.address && address < area.address + area.bytes.length;
}

function checkLength(board: BoardConfig, grants: Grant[]): void {
  const shape = shapeOf({ pageBytes: board.flash.pageBytes, pages: board.flash.regions.grants.pages });
  const size = sizeOf(grants);
  if (bytesOf(shape, size) <= roomOf(shape)) return;
  throw new Failure("LIST_TOO_LONG", {
    message: `The list has ${grants.length} lines for this door, ${size.keys} of them with a card key; the board ${board.name} holds ${grantsWords(capacityOf(board))}.`,
    hint: "Use a board with more flash, or leave out credentials that no longer count.",
  });
}
