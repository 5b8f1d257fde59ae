import { blankNtag424, secureCard } from "../../../host-tools/simulator/cards/secure-card";
import type { EmulatedCard } from "../../../host-tools/simulator/cards/card";

/*
 * What a card answers to commands that are not quite right: NT4H2421Gx, tables 22 to 24, 86 and 89. Written from the data sheet, byte by byte,
 * so that a reader which sends such a command is refused here as it would be at a door.
 */
const uid = Uint8Array.of(4, 0xa1, 0xb2, 0xc3, 0xd4, 0xe5, 0xf6);
const hex = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(" ", ""), "hex"));

/** A card after its RATS: whole APDUs in, whole answers out, each in one block. */
function talker(card: EmulatedCard): (command: string) => string {
  card.exchange(Uint8Array.of(0xe0, 0x80));
  let block = 1;
  return (command) => {
    block ^= 1;
    const answer = card.exchange(Uint8Array.of(2 | block, ...hex(command)));
    return Buffer.from((answer as Uint8Array).subarray(1)).toString("hex");
  };
}

const ntag = () => talker(blankNtag424(uid));
const application = "00A4 0400 07 D2760000850101";

/** Each line: what is sent to a fresh card after the application was selected, and its whole answer. */
const answered: [command: string, answer: string, why: string][] = [
  ["00A4 0400 07 D2760000850101", "9000", "by name, no Le"],
  ["00A4 040C 07 D2760000850101 00", "9000", "by name, without file control information"],
  ["00A4 0404 07 D2760000850101 00", "6a86", "an option that is none"],
  ["00A4 0500 07 D2760000850101 00", "6a86", "a way to select that is none"],
  ["00A4 0400 07 D27600008501", "6700", "fewer bytes than Lc says"],
  ["00A4 0400 07 D2760000850101 0000", "6700", "more bytes than Lc and Le"],
  ["00A4 0400 11 D276000085010100000000000000000000", "6a87", "a name over 16 bytes"],
  ["00A4 0400", "6a87", "no name"],
  ["00A4 0000", "9000", "the card itself, by nothing"],
  ["00A4 0300", "9000", "what lies above, by nothing"],
  ["00A4 0300 02 3F00", "6a87", "what lies above takes no data"],
  ["00A4 0000 02 3F00", "9000", "the card itself, by its number"],
  ["00A4 0000 02 E110 00", "9000", "the application, by its number"],
  ["00A4 0100 02 E110", "9000", "the same as what lies below"],
  ["00A4 0100 02 E104", "6a82", "a file does not lie there"],
  ["00A4 0200 02 E104 00", "9000", "a file in the application"],
  ["00A4 0200 02 E110", "6a82", "an application is no file"],
  ["00A4 0200 03 E10400", "6a87", "a file's number has two bytes"],
  ["00A4 0000 02 E199", "6a82", "no such file"],
  ["00B0 0000 00", "6985", "nothing selected to read"],
  ["00B0 8300 02", "00179000", "the file of the short number 3"],
  ["00B0 8A00 02", "6a82", "no file of the short number 10"],
  ["00B0 9F00 02", "6a86", "a short number that is kept for later"],
  ["00B0 A300 02", "6a86", "bits beside the short number"],
  ["00B0 8320 01", "6a86", "behind the end of the file"],
  ["00B0 831F 10", "009000", "as much as there is"],
  ["00B0 8500 02", "6982", "a file that only a key reads"],
  ["00B0 8300", "6700", "without Le"],
  ["00B0 8300 01 00 02", "6700", "with data"],
  ["00", "6700", "no command at all"],
  ["00FF 0000 00", "6d00", "an unknown command"],
  ["80A4 0400 07 D2760000850101", "6e00", "an unknown class"],
  ["60", "6e00", "a native command that is not wrapped"],
  ["90F5 0000 01 02 00", "0000e0ee0001009100", "wrapped as it should be"],
  ["90F5 0100 01 02 00", "6a86", "P1 is not 0"],
  ["90F5 0001 01 02 00", "6a86", "P2 is not 0"],
  ["90F5 0000 01 02", "6700", "without Le"],
  ["90F5 0000 01 02 10", "6700", "an Le that is not 0"],
  ["90F5 0000 02 02 00", "6700", "fewer bytes than Lc says"],
  ["90F5 0000 00", "917e", "without its data"],
  ["905A 0000 03 000000 00", "911c", "a command of a DESFire, which has applications"],
];

describe("an emulated NTAG 424 is as strict as the chip", () => {
  it.each(answered)("%s -> %s: %s", (command, answer) => {
    const say = ntag();
    expect(say(application)).toBe("9000");
    expect(say(command)).toBe(answer);
  });

  it("keeps what was selected when the next is not found", () => {
    const say = ntag();
    expect([say(application), say("00A4 0200 02 E103"), say("00A4 0400 02 1234"), say("00B0 0000 02")]).toEqual(["9000", "9000", "6a82", "00179000"]);
  });

  it("refuses another command while the second half of a login is awaited, and takes it after that", () => {
    const say = ntag();
    const begin = () => expect(say("9071 0000 02 0000 00")).toMatch(/91af$/);
    say(application);
    begin();
    expect(say("90F5 0000 01 02 00")).toBe("91ca");
    expect(say("90F5 0000 01 02 00")).toBe("0000e0ee0001009100");
    begin();
    expect(say(application)).toBe("6985");
    expect(say(application)).toBe("9000");
    begin();
    expect(say("90AF 0000 00")).toBe("917e");
    expect(say("90F5 0000 01 02 00")).toBe("0000e0ee0001009100");
  });
});

it("A DESFire takes native commands bare too, and is as strict with wrapped ones", () => {
  const say = talker(secureCard({ generation: "ev2", uid, applicationId: 0xf51234, key: new Uint8Array(16), file: 1, data: new Uint8Array(16), comm: 3 }));
  expect([say("5A 3412F5"), say("905A 0000 03 3412F5 00"), say("905A 0100 03 3412F5 00"), say("905A 0000 03 3412F5")]).toEqual(["00", "9100", "6a86", "6700"]);
  expect([say("AA 00").slice(0, 2), say("5A 3412F5"), say("5A 3412F5")]).toEqual(["af", "ca", "00"]);
});
