import { boardNames, checkBoard, loadBoard, type BoardConfig } from "../../../host-tools/flash/board-config";
import { flashMap } from "../../../host-tools/flash/flash-map";

const projectDir = process.cwd();

/** What is said about `name` after `breakIt`. */
function complaint(name: string, breakIt: (board: BoardConfig) => void): string {
  const board = structuredClone(loadBoard(projectDir, name));
  breakIt(board);
  try {
    checkBoard(board, name);
  } catch (caught) {
    return (caught as Error).message;
  }
  return "";
}

describe.each(boardNames(projectDir))("the flash map of %s", (name) => {
  const board = loadBoard(projectDir, name);
  const map = flashMap(board);

  it("shows every region once, and nothing twice", () => {
    const names = map.map((one) => one.name).filter((one) => one !== "spare" && one !== "programs");
    expect(names.sort()).toEqual(Object.keys(board.flash.regions).sort());
    map.slice(1).forEach((one, i) => {
      const before = map[i]!;
      if (before.medium === one.medium) expect(one.address).toBeGreaterThanOrEqual(before.address + before.bytes);
    });
  });

  it("adds up to all flash that the board's file names", () => {
    const { storage, raw, spi } = board.flash;
    const sum = (medium: string) => map.filter((one) => one.medium === medium).reduce((bytes, one) => bytes + one.bytes, 0);
    expect(sum("spi")).toBe(spi ? spi.bytes : 0);
    expect(sum("own")).toBe(storage.bytes + (spi ? 0 : (raw?.bytes ?? 0)));
  });
});

describe("a flash map is refused", () => {
  const trap = 'listed as free by require("Flash").getFree(), but it lies inside Storage';
  const cases: [why: string, name: string, breakIt: (board: BoardConfig) => void, said: string][] = [
    ["when a region leaves the flash", "esp32-devkit", (b) => (b.flash.regions.grants.pages = 300), "flash.regions.grants lies outside"],
    ["when a region lies where nothing is", "esp32-devkit", (b) => (b.flash.regions.state.address = 0x100000), "flash.regions.state lies outside"],
    ["when regions overlap", "esp32-devkit", (b) => (b.flash.regions.settings.address -= 4096), "flash.regions.settings overlaps flash.regions.state"],
    ["when a region starts off a page", "esp32-devkit", (b) => (b.flash.regions.grants.address += 32), "flash.regions.grants does not start on a page"],
    ["when a region lies over the files' headers", "esp32-devkit", (b) => (b.flash.regions.grants = { address: b.flash.storage.address, pages: 20 }), "file headers at the start of Storage"],
    ["when it takes ESP32's false free area", "esp32-devkit", (b) => (b.flash.raw = { address: 0x360000, bytes: 0xa0000 }), trap],
    ["when it takes it on an ESP32-S3", "esp32-s3-devkit", (b) => (b.flash.raw = { address: 0x360000, bytes: 0x10000 }), trap],
    ["when it takes the radio's own pages", "esp32-devkit", (b) => (b.flash.raw = { address: 0xe000, bytes: 0x2000 }), "the radio keeps its settings there"],
    ["when raw flash and Storage overlap", "linux", (b) => (b.flash.raw = { address: b.flash.storage.address + 1024, bytes: 1024 }), "flash.raw overlaps flash.storage"],
    ["when raw flash is not made of pages", "esp32-devkit", (b) => (b.flash.raw!.bytes -= 100), "flash.raw is not made of whole pages"],
    ["with a journal of one page", "esp32-devkit", (b) => (b.flash.regions.journal.pages = 1), "flash.regions.journal must have at least 2 pages"],
    ["with a state of one page", "esp32-devkit", (b) => (b.flash.regions.state.pages = 1), "flash.regions.state must have exactly 3 pages"],
    ["with a state of two pages", "linux", (b) => (b.flash.regions.state.pages = 2), "flash.regions.state must have exactly 3 pages"],
    ["when a region leaves the chip beside the board", "espruino-pico", (b) => (b.flash.spi!.bytes = 65536), "flash.regions.grants lies outside"],
  ];
  it.each(cases)("%s", (_why, name, breakIt, said) => expect(complaint(name, breakIt)).toContain(said));

  it("and a board as it stands is not", () => {
    for (const name of boardNames(projectDir)) expect(complaint(name, () => undefined)).toBe("");
  });
});

describe("a beta board", () => {
  it("must say why it is one", () => {
    expect(complaint("esp32-c3-devkit", (b) => delete b.beta)).toContain("say why the board is beta");
  });
});
