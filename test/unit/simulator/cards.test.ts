import { Failure } from "../../../host-tools/api/failure";
import { cardFrom, cardsFrom } from "../../../host-tools/simulator/cards/card-from";
import { ntagCard } from "../../../host-tools/simulator/cards/ntag";

const hex = (text: string) => Uint8Array.from(Buffer.from(text, "hex"));
const text = (answer: unknown) => (answer instanceof Uint8Array ? Buffer.from(answer).toString("hex") : answer);
const uid = hex("04a1b2c3d4e5f6");

describe("an emulated NTAG", () => {
  const tag = () => ntagCard("ntag213", uid, hex("d101045402656e41"));
  const ask = (card: ReturnType<typeof tag>, frame: string) => text(card.exchange(hex(frame)));

  it("lays out serial number, check bytes, capability container and message as the data sheet does (8.5)", () => {
    const memory = Buffer.from(tag().memory);
    expect(memory.subarray(0, 10).toString("hex")).toBe("04a1b29fc3d4e5f60448");
    expect(memory.subarray(12, 16).toString("hex")).toBe("e1101200");
    expect(memory.subarray(16, 27).toString("hex")).toBe("0308d101045402656e41fe");
    expect(
      [tag(), ntagCard("ntag215", uid, hex("")), ntagCard("ntag216", uid, hex(""))].map((one) => one.memory.length / 4),
    ).toEqual([45, 135, 231]);
  });

  it("reads 16 bytes, round the end of memory", () => {
    expect(ask(tag(), "3004")).toBe("0308d101045402656e41fe0000000000");
    expect(ask(tag(), "302c")).toBe("00000000" + "04a1b29fc3d4e5f604480000");
  });

  it("reads a range in one go", () => {
    expect(ask(tag(), "3a0405")).toBe("0308d10104540265");
  });

  it("tells its model", () => {
    expect(ask(tag(), "60")).toBe("0004040201000f03");
    expect(text(ntagCard("ntag216", uid, hex("")).exchange(hex("60")))).toBe("0004040201001303");
  });

  it.each(["302d", "3a042d", "3a0504", "a22d00000000", "a20000000000", "1bffffffff", "3004ff", "7f", ""])(
    "refuses %s",
    (frame) => {
      expect(ask(tag(), frame)).toBe("nak");
    },
  );

  it("writes a page, in either way of writing", () => {
    const card = tag();
    expect(ask(card, "a20601020304")).toBe("ack");
    expect(ask(card, "a007" + "0a0b0c0d" + "00".repeat(12))).toBe("ack");
    expect(ask(card, "3a0607")).toBe("010203040a0b0c0d");
  });

  it("never clears a lock bit, and a locked page stays as it is", () => {
    const card = tag();
    expect(ask(card, "a20200004000")).toBe("ack");
    expect(ask(card, "a20200000000")).toBe("ack");
    expect(ask(card, "a20600000000")).toBe("nak");
    expect(ask(card, "a20700000000")).toBe("ack");
    expect(ask(card, "a203ffffffff")).toBe("ack");
  });
});

describe("cards by their text", () => {
  it("takes every kind, and several at once", () => {
    expect(cardFrom("uid:04a1b2c3")).toMatchObject({ atqa: 0x04, sak: 0x08 });
    expect(cardFrom(" UID:04112233445566 ")).toMatchObject({ atqa: 0x44, sak: 0x08 });
    expect(cardFrom("ntag216:04112233445566")).toMatchObject({ atqa: 0x44, sak: 0x00 });
    expect(cardsFrom("uid:04a1b2c3,uid:01020304")).toHaveLength(2);
  });

  it.each([
    "",
    "uid",
    "uid:",
    "uid:04a1b2",
    "uid:04a1b2c",
    "uid:zz112233",
    "uid:04a1b2c3:00",
    "card:04a1b2c3",
    "constructor:04a1b2c3d4e5f6",
    "ntag213:04a1b2c3",
    `ntag213:04a1b2c3d4e5f6:${"00".repeat(200)}`,
    "ntag213:04a1b2c3d4e5f6:00:00",
  ])("refuses %p by name", (bad) => {
    expect(() => cardFrom(bad)).toThrow(Failure);
    expect(() => cardFrom(bad)).toThrow(expect.objectContaining({ code: "CARD_INVALID" }));
  });
});
