import { AirTalk } from "../../../host-tools/trace/words/air-talk";
import { CardTalk } from "../../../host-tools/trace/words/card-talk";

const hex = (text: string) => Uint8Array.from(Buffer.from(text.replace(/ /g, ""), "hex"));

/** The words for frames to (>) and from (<) one card; ! marks trouble. */
function told(isoDep: boolean, ...frames: string[]): string[] {
  const talk = new CardTalk(isoDep);
  return frames.map((frame) => {
    const bytes = hex(frame.slice(1));
    if (frame.startsWith(">")) return talk.sent(bytes);
    const { words, trouble } = talk.said(bytes);
    return (trouble ? "!" : "") + words;
  });
}

type OnAir = [frame: string, words: string, extras?: { bits?: number; crc?: "absent" }];

const sectors: OnAir[] = [
  [">26", "REQA: who is there?", { bits: 7 }],
  ["<0400", "ATQA: a card"],
  [">93700102030404", "SELECT level 1", { crc: "absent" }],
  ["<08b6dd", "SAK: selected"],
  [">6000f57b", "authenticate with key A for block 0"],
  ["<01200145", "challenge, 4 bytes"],
  [">8f1e2d3c4b5a6978", "answer to the challenge, 8 bytes (Crypto1)"],
  ["<a1b2c3d4", "authenticated, 4 bytes (Crypto1)"],
  [">0f1e2d3c", "encrypted (Crypto1), 4 bytes"],
  ["<00112233445566778899aabbccddeeff0102", "encrypted (Crypto1), 18 bytes"],
  [">11223344", "encrypted (Crypto1), 4 bytes"],
  ["<05", "encrypted (Crypto1), 4 bits", { bits: 4 }],
  [">52", "WUPA: who is there, halted or not?", { bits: 7 }],
  ["<0400", "ATQA: a card"],
  [">61079216", "authenticate with key B for block 7"],
  ["<04", "!refused (NAK)", { bits: 4 }],
  [">26", "REQA: who is there?", { bits: 7 }],
  ["<4400", "ATQA: a card"],
  [">60f832", "GET_VERSION"],
  ["<0004040201000f038091", "ok, 8 bytes"],
  [">300426ee", "READ page 4"],
  ["<a1b2c3d4", "!wrong CRC"],
];

describe("what reader and card say, in words", () => {
  it("DESFire, wrapped: selection, EV2 authentication, a read", () => {
    expect(
      told(
        true,
        "> 90 5A 00 00 03 01 02 03 00",
        "< 91 00",
        "> 90 71 00 00 02 02 00 00",
        `<${"AB".repeat(16)} 91 AF`,
        `> 90 AF 00 00 20 ${"CD".repeat(32)} 00`,
        `<${"AB".repeat(32)} 91 00`,
        "> 90 AD 00 00 07 01 00 00 00 10 00 00 00",
        `<${"EE".repeat(24)} 91 00`,
      ),
    ).toEqual([
      "DESFire SelectApplication 030201",
      "ok",
      "DESFire AuthenticateEV2First key 2",
      "challenge, 16 bytes",
      "DESFire answer to the challenge, 32 bytes",
      "authenticated, 32 bytes",
      "DESFire ReadData file 1, from 0, 16 bytes",
      "ok, 24 bytes, perhaps encrypted",
    ]);
  });

  it("a phone: selection, AUTH, what it proves, and why it does not", () => {
    const lease = `C0FFEE0011223344 803BB16A 008DB26A 01000100 ${"61".repeat(16)} ${"CE".repeat(8)}`;
    const auth = `> 80 10 01 00 28 ${"AB".repeat(16)} ${"CD".repeat(16)} ${"EF".repeat(8)} 00`;
    const select = "> 00 A4 04 00 09 F0 4C 41 54 43 48 4B 45 59 00";
    expect(told(true, select, "< 01 FEB86F8B6EB0268A 90 00", auth, `< ${lease} ${"02".repeat(16)} 90 00`, auth, "< 6A 88", auth, "< 69 88")).toEqual([
      "SELECT Latchkey on a phone (F04C415443484B4559)",
      "ok, version 1, pseudonym feb86f8b6eb0268a",
      "phone AUTH, version 1, door abababab…, nonce and proof",
      "lease c0ffee0011223344 until 2026-09-22 14:13 UTC, and proof",
      "phone AUTH, version 1, door abababab…, nonce and proof",
      "!no lease for this door",
      "phone AUTH, version 1, door abababab…, nonce and proof",
      "!the reader is none of the phone's site",
    ]);
  });

  it("a phone in a capture, where what is secret is blanked, and one that says too little", () => {
    const auth = `> 80 10 01 00 28 ${"00".repeat(40)} 00`;
    expect(told(true, auth, `< ${"00".repeat(60)} 90 00`, "> 80 10 01 00 00", "< 01 90 00", "> 80 10 01 00 00", "< 6D 00")).toEqual([
      "phone AUTH, version 1",
      "lease and proof",
      "phone AUTH, version 1, 0 bytes",
      "!1 byte, where lease and proof are 60",
      "phone AUTH, version 1, 0 bytes",
      "!instruction not supported",
    ]);
  });

  it("DESFire, wrapped and native: every refusal by its name", () => {
    expect(
      told(true, "> 90 71 00 00 02 00 00 00", "< 91 AE", "> AA 00", "< AD", "> 5A 010203", "< A0", "> BD 01", "< 77"),
    ).toEqual([
      "DESFire AuthenticateEV2First key 0",
      "!AUTHENTICATION_ERROR",
      "DESFire AuthenticateAES key 0",
      "!AUTHENTICATION_DELAY",
      "DESFire SelectApplication 030201",
      "!APPLICATION_NOT_FOUND",
      "DESFire ReadData, 1 byte",
      "!unknown status 77",
    ]);
  });

  it("cards that are none of ours: an application's own commands are not taken for DESFire's, and an unknown command is neither good nor bad", () => {
    expect(
      told(true, "> 00 A4 04 00 05 A000000003 00", "< 6F 00 90 00", "> 0C CB 3F FF 01 85 00", "< 85 00 90 00", "> 80 A8 00 00 01 83 00", "< 69 86", "> 90 60 00 00 00", "< 6D 00"),
    ).toEqual(["SELECT A000000003", "ok, 2 bytes", "GET DATA, 1 byte", "ok, 2 bytes", "command 80 A8, 1 byte", "!command not allowed: no file is selected", "command 90 60", "!instruction not supported"]);
    expect(told(true, "> 70 00 40 00", "< 90 01 02", "> 60", "< AF 04")).toEqual(["unknown command 70, 3 bytes", "answer, 3 bytes", "DESFire GetVersion", "more follows, 1 byte"]);
    expect(told(true, "> 00 A4 04 00 05 A000000003 00", "< 6A 82", "> 0C 01", "< 00")).toEqual(["SELECT A000000003", "!not found", "DESFire Credit file 1", "ok"]);
  });

  it("DESFire, in several frames: version and its continuation", () => {
    expect(told(true, "> 60", "< AF 04010101180516", "> AF", "< AF 04", "> AF", "< 00 04", "> FC", "< ")).toEqual([
      "DESFire GetVersion",
      "more follows, 7 bytes",
      "DESFire more of it",
      "more follows, 1 byte",
      "DESFire more of it",
      "ok, 1 byte",
      "DESFire FormatPICC",
      "!no status byte",
    ]);
  });

  it("ISO 7816: applications and files by name, status words", () => {
    expect(
      told(
        true,
        "> 00 A4 04 00 07 D2760000850101 00",
        "< 90 00",
        "> 00 A4 00 0C 02 E104",
        "< 6A 82",
        "> 00 B0 00 02 10",
        `<${"00".repeat(16)} 90 00`,
        "> 00 A4 04 00 05 F000000001 00",
        "< 63 C2",
        "> 00 84 00 00 08",
        "< 12 34",
        "> 00 20 00 00",
        "< 90",
      ),
    ).toEqual([
      "SELECT NDEF tag application (D2760000850101)",
      "ok",
      "SELECT file NDEF file (E104)",
      "!not found",
      "READ BINARY from 2, 16 bytes",
      "ok, 16 bytes",
      "SELECT F000000001",
      "!verification failed, 2 tries left",
      "GET CHALLENGE",
      "!status word 1234",
      "VERIFY",
      "!no status word",
    ]);
  });

  it("tags and sectors", () => {
    expect(
      told(
        false,
        "> 30 04",
        "< 00112233",
        "> 3A 04 0F",
        "> A2 05 01020304",
        "< ",
        "> 60",
        "> 39 02",
        "> 61 07 ffffffffffff 01020304",
        "> EE 01 02",
      ),
    ).toEqual([
      "READ page 4",
      "ok, 4 bytes",
      "FAST_READ pages 4-15",
      "WRITE page 5",
      "ok",
      "GET_VERSION",
      "READ_CNT 2",
      "authenticate with key B for block 7",
      "3 bytes",
    ]);
  });

  it("the air: a card with sectors, whose traffic is encrypted once it was authenticated to; a tag's version begins with the same byte", () => {
    const talk = new AirTalk();
    for (const [frame, words, extras] of sectors) {
      const told = talk.explain({ us: 0, air: frame.startsWith(">") ? "out" : "in", bytes: frame.slice(1), ...extras });
      expect([frame, (told.trouble ? "!" : "") + told.words]).toEqual([frame, words]);
    }
  });

  it("the air: blocks, chains, more time, a wrong CRC, a refusal", () => {
    const talk = new AirTalk();
    const frames: [string, string, { bits?: number; crc?: "absent" }?][] = [
      [">26", "REQA: who is there?", { bits: 7 }],
      ["<4403", "ATQA: a card"],
      [">9320", "anticollision level 1"],
      ["<0102030404", "UID part 01020304"],
      [">93700102030404", "SELECT level 1", { crc: "absent" }],
      ["<20fc70", "SAK: selected, speaks ISO 14443-4"],
      [">e050bca5", "RATS: how do you speak?"],
      ["<067577810280", "ATS: 6 bytes", { crc: "absent" }],
      [">d01100", "PPS: other speeds?", { crc: "absent" }],
      ["<d0", "PPS: agreed", { crc: "absent" }],
      [">12905a", "I-block, part of 2 bytes so far", { crc: "absent" }],
      ["<a2", "R-block: go on", { crc: "absent" }],
      [">03000003010203", "DESFire SelectApplication 030201", { crc: "absent" }],
      ["<f201", "S-block: more time, 1 times", { crc: "absent" }],
      [">b2", "!R-block: say that again", { crc: "absent" }],
      ["<02919d", "!PERMISSION_DENIED", { crc: "absent" }],
      ["<021234", "!wrong CRC"],
      [">c2", "S-block: deselect", { crc: "absent" }],
      [">500057cd", "HALT"],
      ["<00", "!refused (NAK)", { bits: 4 }],
      ["<0a", "acknowledged", { bits: 4 }],
    ];
    for (const [frame, words, extras] of frames) {
      const told = talk.explain({ us: 0, air: frame.startsWith(">") ? "out" : "in", bytes: frame.slice(1), ...extras });
      expect([frame, (told.trouble ? "!" : "") + told.words]).toEqual([frame, words]);
    }
  });
});
