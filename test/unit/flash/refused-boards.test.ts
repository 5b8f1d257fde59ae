import { readFileSync } from "node:fs";
import type { Failure } from "../../../host-tools/api/failure";
import { boardNames, loadBoard } from "../../../host-tools/flash/board-config";
import { refusedBoardsSchema, refusedJsonSchema } from "../../../host-tools/flash/board-schema";
import { meantName, refusedBoard, refusedBoards } from "../../../host-tools/flash/refused-boards";

const projectDir = process.cwd();

function failureOf(name: string): Failure {
  try {
    loadBoard(projectDir, name);
  } catch (caught) {
    return caught as Failure;
  }
  throw new Error(`${name} was not refused`);
}

describe("boards that cannot carry a reader", () => {
  it("are listed as their schema says, and the schema is written from the one that checks", () => {
    const file = JSON.parse(readFileSync("board-configs/refused.json", "utf8")) as unknown;
    expect(refusedBoardsSchema.parse(file).boards).toEqual(refusedBoards);
    expect(readFileSync("board-configs/refused-schema.json", "utf8")).toBe(refusedJsonSchema());
  });

  it.each(refusedBoards.map((board) => [board.name, board] as const))("%s is refused under each of its names, with what to take", (_name, board) => {
    for (const name of [board.name, board.name.toLowerCase(), ...board.also]) {
      expect(failureOf(name)).toMatchObject({ code: "BOARD_REFUSED", exit: 2 });
      expect(failureOf(name).message).toContain(board.reason);
    }
    expect(boardNames(projectDir)).toContain(board.instead);
  });

  it("never has a name of a board that can", () => {
    for (const name of boardNames(projectDir)) {
      expect(refusedBoard(name)).toBeUndefined();
      for (const build of loadBoard(projectDir, name).interpreter.builds) expect(refusedBoard(build)).toBeUndefined();
    }
  });
});

describe("a name that is nearly one", () => {
  it.each([
    ["esp32-devkitt", "esp32-devkit"],
    ["espruino_pic", "espruino-pico"],
    ["RP2040_PIC", "RP2040_PICO"],
    ["s3-devkit", "esp32-s3-devkit"],
  ])("%s asks for %s", (typed, meant) => {
    expect(failureOf(typed)).toMatchObject({ code: "BOARD_UNKNOWN", exit: 2 });
    expect(failureOf(typed).message).toContain(`Did you mean ${meant}?`);
  });

  it("asks for nothing when nothing is near", () => {
    expect(failureOf("toaster").message).toBe("There is no board called toaster.");
    expect(meantName("x", ["xy"])).toBeUndefined();
  });
});
