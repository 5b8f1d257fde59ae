import fc from "fast-check";
import { encodeFrame } from "../../../firmware/src/nfc/pn532-frame";
import { piecesOf, Splitter } from "../../../host-tools/trace/pieces";

const hex = (text: string) => Uint8Array.from(Buffer.from(text.replace(/ /g, ""), "hex"));
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const read = (stream: string) =>
  piecesOf(hex(stream)).map(({ kind, data }) => (data.length > 0 ? `${kind} ${text(data)}` : kind));

describe("a stream in pieces", () => {
  it("names every kind of frame, and what lies between", () => {
    expect(read("5555000000 0000ff02fed4022a00")).toEqual(["wakeUp", "command d402"]);
    expect(read("0000ff00ff00 0000ff06fad50332010607e800")).toEqual(["ack", "answer d50332010607"]);
    expect(read("0000ffff0000 0000ff01ff7f8100")).toEqual(["nack", "error 7f"]);
    expect(read("a1b2 0000ff00ff00")).toEqual(["noise", "ack"]);
  });

  it("calls a wrong checksum, a lying length and half a frame broken", () => {
    expect(read("0000ff06fad50332010607e900")).toEqual(["broken"]);
    expect(read("0000ff09f7d503320106")).toEqual(["broken"]);
    expect(read("0000ff0601d503")).toEqual(["broken", "noise"]);
  });

  it("ends a broken frame where the next one begins", () => {
    expect(read("0000ff0af6d5033201 0000ff00ff00 0000ff02fed4022a00")).toEqual(["broken", "ack", "command d402"]);
  });

  it("adds nothing and loses nothing, however the stream is cut", () => {
    const part = fc.oneof(
      fc.uint8Array({ maxLength: 20 }),
      fc.uint8Array({ minLength: 1, maxLength: 280 }).map((data) => encodeFrame(data)),
      fc.constantFrom(hex("0000ff00ff00"), hex("0000ffff0000"), hex("5555000000"), hex("00ff")),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), fc.integer({ min: 1, max: 40 }), (parts, step) => {
        const stream = Buffer.concat(parts);
        const splitter = new Splitter();
        const pieces: Uint8Array[] = [];
        for (let at = 0; at < stream.length; at += step)
          pieces.push(...splitter.feed(stream.subarray(at, at + step)).map(({ bytes }) => bytes));
        pieces.push(...splitter.flush().map(({ bytes }) => bytes));
        expect(text(Buffer.concat(pieces))).toBe(text(stream));
        expect(pieces.every((piece) => piece.length > 0)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
