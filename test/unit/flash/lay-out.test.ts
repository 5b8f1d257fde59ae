import { boardNames, loadBoard } from "../../../host-tools/flash/board-config";
import { storageOf } from "../../../host-tools/flash/image/flash-image";
import { layOut, regionOf } from "../../../host-tools/flash/image/lay-out";
import { recordsOf } from "../../../host-tools/flash/image/read-journal";
import { nodeCipher } from "../../../host-tools/hal/node-cipher";
import { makeIdentity } from "../../../host-tools/provision/identity";
import { readerParts } from "../../../host-tools/provision/reader-parts";
import { jsNative } from "../../../host-tools/hal/native";
import { tokenKeyOf } from "../../../firmware/src/crypto/kdf";
import { createTokens } from "../../../firmware/src/credential/token";
import { Grants } from "../../../firmware/src/store/grants";
import { readIdentity } from "../../../firmware/src/store/identity";
import { Journal } from "../../../firmware/src/store/journal";
import { SettingsStore } from "../../../firmware/src/store/settings";
import { always } from "../../../firmware/src/wire/settings";
import { uid } from "../../../firmware/src/wire/technology";
import { storageFiles } from "../../support/storage-files";

const projectDir = process.cwd();
const programs = { boot0: "print('boot0')", main: "print('main')", overlays: ["({a:1})", "", "({b:2})"] };
const boards = boardNames(projectDir);
const made = () => readerParts(makeIdentity(1_790_000_000), { csv: "technology,identifier\nuid,04a1b2c3d4e5f6\n" }, nodeCipher());

describe.each(boards)("a flash image for %s", (name) => {
  const board = loadBoard(projectDir, name);
  const parts = made();
  const image = layOut(board, { ...parts, programs, version: "0.1.0" });

  it("is a whole chain of files, the programs among them", () => {
    const files = storageFiles(storageOf(image).bytes);
    expect(files.get(".boot0")!.text.trimEnd()).toBe(programs.boot0);
    expect(files.get(".bootcde")!.text.trimEnd()).toBe(programs.main);
    expect(["LK0", "LK1", "LK2"].map((name) => files.get(name)?.text.trimEnd())).toEqual(["({a:1})", undefined, "({b:2})"]);
    expect(JSON.parse(files.get("LKINFO")!.text)).toEqual({ board: name, version: "0.1.0" });
  });

  it("keeps the interpreter's hands off every region inside Storage", () => {
    const { address, bytes } = board.flash.storage;
    const data = storageFiles(storageOf(image).bytes).get("LKDATA");
    for (const region of Object.values(board.flash.regions)) {
      if (board.flash.spi || region.address < address || region.address >= address + bytes) continue;
      const from = region.address - address;
      expect(from).toBeGreaterThanOrEqual(data!.at);
      expect(from + region.pages * board.flash.pageBytes).toBeLessThanOrEqual(data!.at + data!.size);
    }
  });

  it("holds what the reader's own stores read back", () => {
    const native = jsNative();
    expect(readIdentity(regionOf(image, board, "identity"), native)).toEqual(parts.identity);
    expect(new SettingsStore(regionOf(image, board, "settings"), native).open().levels).toEqual(new Uint8Array([always]));
    const grants = new Grants(regionOf(image, board, "grants"), native);
    const token = createTokens(nodeCipher(), tokenKeyOf(nodeCipher(), parts.identity.deviceKey))(uid, Buffer.from("04a1b2c3d4e5f6", "hex"));
    expect(grants.find(token)).toMatchObject({ levels: 1, validFrom: 0, validUntil: 0, flags: 0 });
    expect(grants).toMatchObject({ count: 1, damaged: false });
  });

  it("shows the journal that a reader writes into it", () => {
    const region = regionOf(image, board, "journal");
    const journal = new Journal(region, jsNative(), 7, false);
    const entry = { type: 1, reason: 2, door: 1, technology: 1, flags: 1, time: 1_790_000_001, token: undefined, detail: 0 };
    for (let i = 0; i < 100; i++) journal.append({ ...entry, detail: i });
    const records = recordsOf(region);
    expect(records.map((record) => [record.sequence, record.detail])).toEqual(Array.from({ length: 100 }, (_, i) => [i + 1, i]));
    expect(records[0]).toMatchObject({ epoch: 7, time: 1_790_000_001 });
  });
});

it("a board that reads no card keys is given none: its lines take no room for them", () => {
  const key = new Uint8Array(16).fill(5);
  const line = { token: new Uint8Array(8).fill(3), levels: 1, validFrom: 0, validUntil: 0, flags: 0, key };
  for (const [name, keys] of [["espruino-pico", 0], ["espruino-wifi-w5500", 1]] as const) {
    const board = loadBoard(projectDir, name);
    const grants = new Grants(regionOf(layOut(board, { ...made(), grants: [line], programs, version: "1" }), board, "grants"), jsNative());
    expect([grants.count, grants.find(line.token)?.key]).toEqual([1, keys ? key : undefined]);
  }
});

describe("what does not fit", () => {
  const board = loadBoard(projectDir, "linux");

  it("is refused by name", () => {
    const large = { boot0: "1", main: "x".repeat(90_000), overlays: [] };
    expect(() => layOut(board, { ...made(), programs: large, version: "1" })).toThrow(expect.objectContaining({ code: "BUNDLE_TOO_LARGE" }));
    const grants = Array.from({ length: 20000 }, (_, i) => ({ token: new Uint8Array(8).fill(i), levels: 1, validFrom: 0, validUntil: 0, flags: 0 }));
    expect(() => layOut(board, { ...made(), grants, programs, version: "1" })).toThrow(expect.objectContaining({ code: "LIST_TOO_LONG" }));
  });

  it("does not upset the regions when the program ends close before them", () => {
    const room = 80 * 1024;
    for (let left = 0; left < 48; left++) {
      const main = "y".repeat(room - 32 - 32 - (32 + 36) - (32 + 4) - left);
      const image = layOut(board, { ...made(), programs: { boot0: "1", main, overlays: [] }, version: "0.1.0" });
      const files = storageFiles(storageOf(image).bytes);
      expect(files.get("LKDATA")!.at).toBe(room);
      expect(files.get(".bootcde")!.text.trimEnd()).toBe(main);
    }
  });
});
