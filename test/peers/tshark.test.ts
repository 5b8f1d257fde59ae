import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { encodeFrame } from "../../firmware/src/nfc/pn532-frame";
import { writePcapng } from "../../host-tools/trace/convert/write-pcapng";
import { frameOf, header, type TraceLine } from "../../host-tools/trace/trace";
import { latchkey, runProgram, temporaryDir } from "../support/command-line";
import { describeWith } from "../support/needs";

jest.setTimeout(90_000);

/* Wireshark's own dissector reads what we write: code that none of us wrote. */
describeWith(["tshark"], "our captures in tshark", () => {
  const dir = temporaryDir();
  afterAll(() => dir.clean());

  async function columns(file: string): Promise<string[]> {
    const { stdout } = await runProgram("tshark", ["-r", file, "-T", "fields", "-e", "_ws.col.Source", "-e", "_ws.col.Info"]);
    return stdout.trimEnd().split("\n");
  }

  const hex = (text: string) => Uint8Array.from(Buffer.from(text.replace(/ /g, ""), "hex"));
  const turn = (us: number, asked: string, answer: string): TraceLine[] => [
    frameOf(us, "out", encodeFrame(hex(`d4${asked}`))),
    frameOf(us + 9000, "in", encodeFrame(hex(`d5${answer}`))),
  ];

  /* No deselection here: tshark 4.0 calls each of them malformed, those of a Proxmark3's own captures too. */
  it("are call, answer, anticollision, selection, RATS, ATS and numbered blocks, every CRC right", async () => {
    const lines = [
      ...turn(0, "4a0100", "4b01010344200704a1b2c3d4e5f6067577810280"),
      ...turn(20_000, "40019060000000", "41000401010101180591af"),
      ...turn(40_000, "400190af000000", "41009100"),
    ];
    const file = join(dir.path, "desfire.pcapng");
    const trace = { header: header.parse({ format: "latchkey-trace", version: 2, host: "latchkey", now: 1_791_000_000 }), lines };
    writeFileSync(file, writePcapng(trace));
    expect(await columns(file)).toEqual([
      "PCD\tREQA", "PICC\tATQA", "PCD\tAnticollision", "PICC\tUID", "PCD\tSelect", "PICC\tSAK",
      "PCD\tAnticollision", "PICC\tUID", "PCD\tSelect", "PICC\tSAK", "PCD\tRATS", "PICC\tATS",
      "PCD\tI-block, No chaining, Block number 0", "PICC\tI-block, No chaining, Block number 0",
      "PCD\tI-block, No chaining, Block number 1", "PICC\tI-block, No chaining, Block number 1",
    ]); // prettier-ignore
    const { stdout } = await runProgram("tshark", ["-r", file, "-V"]);
    expect(stdout).not.toMatch(/CRC.*(incorrect|wrong)|Malformed/i);
    expect(stdout.match(/\[correct\]|\[Good\]|\[CRC Status: Good\]/gi)?.length ?? 0).toBeGreaterThanOrEqual(10);
    expect(stdout).toContain("rebuilt from InListPassiveTarget");
  });

  it.each(["foreign/nfc-list.log", "foreign/proxmark.list", "uid7-granted.jsonl", "libnfc-mfultralight-ntag213.jsonl"])(
    "open, converted from %s",
    async (name) => {
      const file = join(dir.path, `${name.replace(/\W/g, "-")}.pcapng`);
      const { code, stderr } = await latchkey(["trace", "convert", join("test/traces", name), file]);
      expect([code, stderr]).toEqual([0, ""]);
      const lines = await columns(file);
      expect(lines).toEqual(expect.arrayContaining(["PICC\tATQA", "PCD\tSelect", "PICC\tSAK"]));
      expect(lines.filter((line) => line.includes("Malformed"))).toEqual([]);
    },
  );
});
