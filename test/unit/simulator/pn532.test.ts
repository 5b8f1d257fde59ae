import fc from "fast-check";
import { VirtualClock } from "../../../host-tools/simulator/board/clock";
import { cardsFrom } from "../../../host-tools/simulator/cards/card-from";
import { EmulatedPn532 } from "../../../host-tools/simulator/pn532/pn532";
import { crcA } from "../../../host-tools/simulator/pn532/raw-field";

const hex = (text: string) => Uint8Array.from(Buffer.from(text.replace(/ /g, ""), "hex"));
const ack = "0000ff00ff00";
const wakeUp = hex("5555000000");

/** A frame as the manual builds it, from the code byte on (UM0701-02, 6.2.1.1). */
function command(text: string): Uint8Array {
  const data = [0xd4, ...hex(text)];
  return Uint8Array.of(0, 0, 255, data.length, -data.length & 255, ...data, -data.reduce((sum, byte) => sum + byte) & 255, 0);
}

function bench(cards = "") {
  const clock = new VirtualClock(0);
  const chip = new EmulatedPn532(clock);
  const heard: string[] = [];
  chip.onOutput((bytes) => heard.push(Buffer.from(bytes).toString("hex")));
  if (cards) chip.present(...cardsFrom(cards));
  chip.feed(wakeUp);
  return {
    clock,
    chip,
    heard,
    /** The answer's data from after its code byte; the whole frame where it is none. */
    ask(text: string, forMs = 2000): string | undefined {
      heard.length = 0;
      chip.feed(command(text));
      clock.advance(forMs);
      expect(heard.shift()).toBe(ack);
      const frame = heard.shift();
      return frame && /^0000ff....d5/.test(frame) ? frame.slice(14, -4) : frame;
    },
  };
}

const syntaxError = "0000ff01ff7f8100";

describe("the emulated PN532's commands", () => {
  it.each([
    ["02", "32010607"],
    ["00006c69626e6663", "006c69626e6663"],
    ["1214", ""],
    ["140100", ""],
    ["32010101", ""],
    ["04", "00000080"],
    ["4a0101", "00"],
    ["ee", syntaxError],
    ["4a0300", syntaxError],
    ["8c05", syntaxError],
  ])("%s is answered %s", (asked, answered) => {
    expect(bench().ask(asked)).toBe(answered);
  });

  it("hears nothing until woken, and nothing again once powered down", () => {
    const { chip, clock, heard, ask } = bench();
    expect(ask("1620")).toBe("00");
    chip.feed(command("02"));
    clock.advance(100);
    expect(heard).toEqual([]);
    chip.feed(wakeUp);
    expect(ask("02")).toBe("32010607");
  });

  it("keeps registers as they are written", () => {
    const { ask } = bench();
    ask("08 6302 80 633d 07");
    expect(ask("06 633d 6302 6303")).toBe("078000");
  });

  it("looks for a card as often as it was told, or until one comes", () => {
    const { ask, chip, clock, heard } = bench();
    expect(ask("4a0100", 60_000)).toBeUndefined();
    chip.present(...cardsFrom("uid:04a1b2c3"));
    clock.advance(10);
    expect(heard[0]).toContain("d54b0101000408");
    chip.remove();
    ask("3205000013");
    expect(ask("4a0100", 99)).toBeUndefined();
    clock.advance(10);
    expect(heard).toEqual(["0000ff03fdd54b00e000"]);
  });

  it("drops what it does when the host sends an acknowledgement", () => {
    const { ask, chip, clock, heard } = bench();
    ask("4a0100");
    chip.feed(hex(ack));
    chip.present(...cardsFrom("uid:04a1b2c3"));
    clock.advance(1000);
    expect(heard).toEqual([]);
  });

  it("repeats its answer, not its work, when the host sends a refusal", () => {
    const { ask, chip, clock, heard } = bench();
    chip.mute(1);
    expect(ask("02")).toBeUndefined();
    chip.feed(hex("0000ffff0000"));
    clock.advance(10);
    expect(heard).toEqual(["0000ff06fad50332010607e800"]);
    expect(chip.commandsHeard).toEqual([2]);
  });

  it("answers no frame with a wrong checksum", () => {
    const { chip, clock, heard } = bench();
    chip.feed(hex("0000ff02fed4022b00"));
    clock.advance(100);
    expect(heard).toEqual([]);
  });

  it("survives any bytes and hears the command behind them", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (noise) => {
        const { chip, clock, heard } = bench();
        chip.feed(noise);
        chip.feed(new Uint8Array(300));
        clock.advance(1000);
        chip.feed(wakeUp);
        heard.length = 0;
        chip.feed(command("02"));
        clock.advance(100);
        expect(heard).toEqual([ack, "0000ff06fad50332010607e800"]);
      }),
      { numRuns: 200 },
    );
  });
});

describe("cards at the emulated PN532", () => {
  const ntag = "ntag213:04a1b2c3d4e5f6:d101045402656e41";

  it("lists one or two, and the second by itself once the first was deselected", () => {
    const { ask } = bench("uid:04a1b2c3,uid:04112233445566");
    expect(ask("4a0200")).toBe("02" + "010004080404a1b2c3" + "020044080704112233445566");
    expect(ask("4a0100")).toBe("01" + "010004080404a1b2c3");
    expect(ask("4400")).toBe("00");
    expect(ask("4a0100")).toBe("01" + "010044080704112233445566");
    ask("320100");
    expect(ask("4a0100")).toBe("01" + "010004080404a1b2c3");
  });

  it("polls by itself", () => {
    expect(bench("uid:04a1b2c3").ask("600101" + "0010")).toBe("01" + "00" + "09" + "010004080404a1b2c3");
    expect(bench().ask("60020100")).toBe("00");
  });

  it("exchanges with the target named, and knows none that it has not listed", () => {
    const { ask } = bench(ntag);
    expect(ask("40013004")).toBe("27");
    ask("4a0100");
    expect(ask("40013004")).toBe("000308d101045402656e41fe0000000000");
    expect(ask("4001a20601020304")).toBe("00");
    expect(ask("400130ff")).toBe("02");
    expect(ask("5201")).toBe("00");
    expect(ask("40013004")).toBe("27");
  });

  it("has bytes put on the air as they are, and a torn card silent", () => {
    const { ask, chip } = bench(ntag);
    ask("4a0100");
    expect(ask("423a0405")).toBe("000308d10104540265");
    chip.tear(1);
    expect(ask("423a0404")).toBe("000308d101");
    expect(ask("423a0404")).toBe("01");
    expect(ask("4a0101")).toBe("00");
  });

  it("can be told before a card comes that it will be torn away", () => {
    const { ask, chip } = bench();
    chip.tear(0);
    chip.present(...cardsFrom(ntag));
    expect(ask("4a0100")).toMatch(/^01/);
    expect(ask("423a0405")).toBe("01");
  });

  /* CRC off, short frames by BitFraming: what libnfc's raw mode writes. */
  function byHand(cards: string) {
    const { ask } = bench(cards);
    ask("32010101");
    ask("08 6302 00 6303 00");
    return {
      short: (code: string) => (ask("08 633d 07"), ask("42" + code)),
      raw: (code: string) => (ask("08 633d 00"), ask("42" + code)),
      withCrc: (code: string) => (ask("08 633d 00"), ask("42" + code + Buffer.from(crcA(hex(code))).toString("hex"))),
    };
  }

  it("activates by hand through two cascade levels (ISO/IEC 14443-3, 6.5)", () => {
    const { short, raw, withCrc } = byHand(ntag);
    expect(raw("9320")).toBe("01");
    expect(short("26")).toBe("004400");
    expect(raw("9320")).toBe("008804a1b29f");
    expect(withCrc("93708804a1b29f")).toMatch(/^0004..../);
    expect(raw("9520")).toBe("00c3d4e5f604");
    expect(withCrc("9570c3d4e5f604")).toMatch(/^0000..../);
    expect(withCrc("3004")).toMatch(/^000308d1/);
    expect(withCrc("5000")).toBe("01");
    expect(short("26")).toBe("01");
    expect(short("52")).toBe("004400");
  });

  it("collides where two cards answer differently", () => {
    const { short, raw } = byHand("uid:04a1b2c3,uid:01020304");
    expect(short("26")).toBe("000400");
    expect(raw("9320")).toBe("06");
  });

  it("answers no frame with a wrong CRC", () => {
    const { short, raw } = byHand("uid:04a1b2c3");
    short("26");
    expect(raw("937004a1b2c3d4ffff")).toBe("01");
  });
});

it("computes the CRC of the standard's own examples (ISO/IEC 14443-3, annex B)", () => {
  expect(crcA(hex("0000"))).toEqual([0xa0, 0x1e]);
  expect(crcA(hex("1234"))).toEqual([0x26, 0xcf]);
});
