import { encodeFrame } from "../../../firmware/src/nfc/pn532-frame";
import { airOf } from "../../../host-tools/trace/air/air-of";
import { endsInCrc } from "../../../host-tools/trace/air/crc";
import { frameOf, isAir, type AirLine, type TraceLine } from "../../../host-tools/trace/trace";
import { traceOf } from "./convert/foreign-files";

const hex = (text: string) => Uint8Array.from(Buffer.from(text.replace(/\s/g, ""), "hex"));
const ack: TraceLine = { us: 0, dir: "in", bytes: "0000ff00ff00" };

/** Commands and answers (from their code bytes on), 20 ms apart. */
function said(...turns: [asked: string, answer?: string][]): AirLine[] {
  const lines = turns.flatMap(([asked, answer], i): TraceLine[] => {
    const us = i * 20_000;
    const sent = frameOf(us, "out", encodeFrame(hex(`d4${asked}`)));
    return answer === undefined
      ? [sent]
      : [sent, { ...ack, us: us + 500 }, frameOf(us + 10_000, "in", encodeFrame(hex(`d5${answer}`)))];
  });
  return airOf(traceOf(lines)).filter(isAir);
}

const shown = (lines: AirLine[]) => lines.map(({ air, bytes }) => `${air === "out" ? ">" : "<"} ${bytes}`);
const listed = (answer: string): [string, string] => ["4a0200", `4b${answer}`];
const plain = listed("01 01 0044 00 07 04a1b2c3d4e5f6");
const isoDep = listed("01 01 0344 20 07 04a1b2c3d4e5f6 06 7577810280");
const smallFrames = listed("01 01 0004 20 04 01020304 02 00");

describe("the air behind a front end's line", () => {
  it("shows a listing as call, anticollision and selection, level by level", () => {
    const air = said(plain);
    expect(shown(air)).toEqual([
      "> 26", "< 4400", "> 9320", "< 8804a1b29f", "> 93708804a1b29fae4b", "< 04da17",
      "> 9520", "< c3d4e5f604", "> 9570c3d4e5f6049e03", "< 00fe51",
    ]); // prettier-ignore
    expect(air[0]).toMatchObject({ bits: 7, note: expect.stringContaining("rebuilt") as string });
    expect(air.every(({ us }, i) => us >= 0 && us <= 10_000 && (i === 0 || us > air[i - 1]!.us))).toBe(true);
  });

  it("shows the protocol's activation and blocks, their number going back and forth", () => {
    const air = said(isoDep, ["4001 90 60000000", "41 00 0401 91af"], ["4001 90af000000", "41 00 9100"]);
    expect(shown(air).slice(10)).toEqual([
      "> e050bca5", `< ${withCrc("067577810280")}`,
      `> ${withCrc("029060000000")}`, `< ${withCrc("02040191af")}`,
      `> ${withCrc("0390af000000")}`, `< ${withCrc("039100")}`,
    ]); // prettier-ignore
  });

  it("cuts what is longer than the card's and the chip's frames, each part confirmed", () => {
    const long = "aa".repeat(20);
    const air = said(smallFrames, [`4001${long}`, `4100${"bb".repeat(70)}`]);
    expect(shown(air).slice(8)).toEqual([
      `> ${withCrc("12" + "aa".repeat(13))}`, `< ${withCrc("a2")}`, `> ${withCrc("03" + "aa".repeat(7))}`,
      `< ${withCrc("13" + "bb".repeat(61))}`, `> ${withCrc("a2")}`, `< ${withCrc("02" + "bb".repeat(9))}`,
    ]); // prettier-ignore
    expect(air.at(-1)!.note).toContain("where the chain was cut is computed");
  });

  it("adds the CRC, and tells what an answer without bytes was", () => {
    const air = said(
      plain,
      ["4001 3004", `4100${"00".repeat(16)}`],
      ["4001 a204 01020304", "4100"],
      ["42 3004", "4302"],
      ["42 3004"],
    );
    expect(shown(air).slice(10)).toEqual([
      "> 300426ee", `< ${withCrc("00".repeat(16))}`, `> ${withCrc("a20401020304")}`, "< 0a", "> 300426ee", "> 300426ee",
    ]); // prettier-ignore
    expect(air[13]).toMatchObject({ bits: 4 });
    expect(air[14]!.note).toContain("what the card sent is not known");
    expect(air[15]!.note).toContain("no answer was recorded");
  });

  it("follows the registers of a host that activates by hand", () => {
    const bare: [string, string] = ["08 6302 00 6303 00 633d 07", "09"];
    const air = said(
      plain,
      bare,
      ["42 26", "43 00 4400"],
      ["08 633d 00", "09"],
      ["42 9320", "43 00 8804a1b29f"],
      ["42 500057cd", "4301"],
    );
    expect(shown(air).slice(10)).toEqual(["> 26", "< 4400", "> 9320", "< 8804a1b29f", "> 500057cd"]);
    expect(air[10]!.bits).toBe(7);
    expect(said(plain, ["08 6302 83", "09"], ["42 050008", "4301"])).toHaveLength(10);
  });

  it("never tells a key: the chip's own authentication shows as its first frame alone", () => {
    const air = said(plain, ["4001 60 07 ffeeddccbbaa 04a1b2c3", "4100"]);
    expect(shown(air).slice(10)).toEqual([`> ${withCrc("6007")}`]);
    expect(JSON.stringify(air)).not.toContain("ffeedd");
  });

  it("shows the field, a call without an answer, and who was put aside", () => {
    const lines = airOf(
      traceOf([frameOf(5, "out", encodeFrame(hex("d4320100"))), frameOf(9, "out", encodeFrame(hex("d4320101")))]),
    );
    expect(lines).toEqual([
      { us: 5, field: "off" },
      { us: 9, field: "on" },
    ]);
    expect(shown(said(listed("00")))).toEqual(["> 26"]);
    const two = said(listed("02 01 0004 08 04 01020304 02 0004 08 04 05060708"));
    expect(shown(two).filter((line) => line === "> 500057cd" || line === "> 26")).toEqual(["> 26", "> 500057cd", "> 26"]);
    expect(shown(said(["60 ff01 00", "61 01 10 09 01 0004 08 04 01020304"])).slice(0, 2)).toEqual(["> 26", "< 0400"]);
  });
});

function withCrc(text: string): string {
  for (let crc = 0; crc < 0x10000; crc++) {
    const whole = Buffer.from([...hex(text), crc & 255, crc >> 8]);
    if (endsInCrc(whole)) return whole.toString("hex");
  }
  throw new Error("no CRC fits");
}
