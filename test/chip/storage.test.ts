import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { nodeCipher } from "../../host-tools/hal/node-cipher";
import { loadBoard } from "../../host-tools/flash/board-config";
import { storageOf } from "../../host-tools/flash/image/flash-image";
import { layOut } from "../../host-tools/flash/image/lay-out";
import { makeIdentity } from "../../host-tools/provision/identity";
import { readerParts } from "../../host-tools/provision/reader-parts";
import { temporaryDir } from "../support/command-line";
import { describeWith } from "../support/needs";

const board = loadBoard(process.cwd(), "linux");
const programs = { boot0: "var order=['boot0'];", main: "order.push('main');", overlays: ["({a:1})"] };

describeWith(["espruino"], "a flash image in the real interpreter", () => {
  const dir = temporaryDir();
  const parts = readerParts(makeIdentity(1_790_000_000), { csv: "technology,identifier\nuid,04a1b2c3d4e5f6\n" }, nodeCipher());
  const image = layOut(board, { ...parts, programs, version: "0.1.0" });
  beforeAll(() => writeFileSync(join(dir.path, "espruino.flash"), storageOf(image).bytes));
  afterAll(() => dir.clean());

  async function answer(expression: string): Promise<unknown> {
    const { stdout } = await promisify(execFile)(process.env.ESPRUINO!, ["-e", `print("ANSWER"+JSON.stringify(${expression}))`], { cwd: dir.path });
    return JSON.parse(/ANSWER(.*)/.exec(stdout)![1]!);
  }

  it("is listed and read as it was laid out", async () => {
    expect(await answer('require("Storage").list().sort()')).toEqual([".boot0", ".bootcde", "LK0", "LKDATA", "LKINFO", "LKROOM"]);
    expect(await answer('require("Storage").read(".bootcde")')).toBe(programs.main);
    expect(await answer('require("Storage").readJSON("LKINFO")')).toEqual({ board: "linux", version: "0.1.0" });
  });

  it("runs its programs in order", async () => {
    expect(await answer("order")).toEqual(["boot0", "main"]);
  });

  it("has every region where the board's file says", async () => {
    const { address } = board.flash.regions.identity;
    expect(await answer(`[].slice.call(require("Flash").read(12,${address}))`)).toEqual([0x31, 0x4c, 0x4b, 0x59, ...parts.identity.readerId]);
    expect(await answer('require("Storage").getStats().trashBytes')).toBe(0);
  });
});
