import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readProxmarkTrace, writeProxmarkTrace } from "../../host-tools/trace/convert/proxmark-trace";
import { writePcapng } from "../../host-tools/trace/convert/write-pcapng";
import { shownLines } from "../../host-tools/trace/show";
import { isAir, type AirLine, type Trace } from "../../host-tools/trace/trace";
import { runProgram, temporaryDir } from "../support/command-line";
import { describeWith } from "../support/needs";

jest.setTimeout(120_000);
const folder = process.env.PROXMARK_TRACES ?? "";

/* Captures that a Proxmark3 took of real readers and cards, as its own project publishes them; they stay in their folder. */
describeWith(["proxmark-traces"], "a Proxmark3's own captures", () => {
  const files = readdirSync(folder).filter((name) => name.endsWith(".trace"));
  const read = (name: string): Trace => readProxmarkTrace(readFileSync(join(folder, name)), 1_791_000_000);
  const words = (name: string): string[] => shownLines(read(name)).map(({ means }) => means);
  const frames = (trace: Trace): Partial<AirLine>[] => trace.lines.filter(isAir).map(({ air, bytes, bits }) => ({ air, bytes, ...(bits && { bits }) }));

  it("are many", () => expect(files.length).toBeGreaterThan(15));

  it.each(files)("%s is read, explained, and the same frames when written again", (name) => {
    const trace = read(name);
    expect(shownLines(trace).length).toBe(trace.lines.length);
    expect(frames(readProxmarkTrace(writeProxmarkTrace(trace), 0))).toEqual(frames(trace));
  });

  it("a DESFire before a real lock", () => {
    expect(words("hf_mfdes_sniff.trace")).toEqual(
      expect.arrayContaining(["DESFire SelectApplication D3494F", "DESFire AuthenticateISO key 1", "DESFire ReadData file 15, from 0, 5 bytes", "ATS: 6 bytes"]),
    );
  });

  it("a card of four bytes whose memory is enciphered, and one of seven that speaks ISO 14443-4", () => {
    expect(words("hf_mf_hid_sio_sim.trace")).toEqual(expect.arrayContaining(["UID part 56DD8978", "authenticate with key A for block 0", expect.stringContaining("encrypted (Crypto1), 18 bytes")]));
    expect(words("hf_14a_reader_7b_rats.trace")).toEqual(expect.arrayContaining(["UID part 88048D24", "UID part 32273B80", "ATS: 6 bytes"]));
  });

  it("applications that are none of ours are not taken for DESFire's", () => {
    for (const name of ["hf_seos_sniff_fc54_cn64001.trace", "hf_visa_apple_ecp.trace"]) expect(words(name).filter((line) => line.includes("DESFire"))).toEqual([]);
  });
});

describeWith(["proxmark-traces", "tshark"], "a Proxmark3's own captures in tshark", () => {
  const dir = temporaryDir();
  afterAll(() => dir.clean());

  it("hold a line for each frame, and every CRC that we call right", async () => {
    const file = join(dir.path, "sniffed.pcapng");
    const trace = readProxmarkTrace(readFileSync(join(folder, "hf_14a_reader_7b_rats.trace")), 1_791_000_000);
    writeFileSync(file, writePcapng(trace));
    const { stdout } = await runProgram("tshark", ["-r", file, "-T", "fields", "-e", "_ws.col.Source", "-e", "_ws.col.Info"]);
    const lines = stdout.trimEnd().split("\n");
    expect(lines).toHaveLength(trace.lines.length);
    expect(lines).toEqual(expect.arrayContaining(["PCD\tSelect", "PICC\tSAK", "PCD\tRATS", "PICC\tATS"]));
    expect((await runProgram("tshark", ["-r", file, "-V"])).stdout).not.toMatch(/CRC.*(incorrect|wrong)|Malformed/i);
  });
});
