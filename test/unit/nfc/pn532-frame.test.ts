import fc from "fast-check";
import { concat } from "../../../firmware/src/base/bytes";
import { encodeFrame, takeFrames } from "../../../firmware/src/nfc/pn532-frame";
import * as frame from "../../../firmware/src/nfc/pn532-frame";
import { jsNative } from "../../../host-tools/hal/native";

const hex = (text: string) => Uint8Array.from(Buffer.from(text.replace(/ /g, ""), "hex"));

function decode(chunks: Uint8Array[]) {
  const heard: string[] = [];
  const names = ["", "ack", "nack", "data", "bad"];
  const receive = (kind: number, payload: Uint8Array) =>
    void heard.push(kind === frame.data ? Buffer.from(payload).toString("hex") : names[kind]!);
  let rest: Uint8Array = new Uint8Array(0);
  for (const chunk of chunks) {
    const bytes = concat([rest, chunk]);
    rest = bytes.slice(takeFrames(bytes, jsNative().sum, receive));
    expect(rest.length).toBeLessThan(280);
  }
  return { heard, rest };
}

describe("PN532 frames", () => {
  it("builds GetFirmwareVersion as the manual prints it (UM0701-02, 7.2.2)", () => {
    expect(Buffer.from(encodeFrame(hex("d402"))).toString("hex")).toBe("0000ff02fed4022a00");
  });

  it("tells acknowledgement, refusal, answer and the chip's error apart", () => {
    const { heard, rest } = decode([hex("0000ff00ff00 0000ffff0000 0000ff06fad50332010607e800 0000ff01ff7f8100")]);
    expect(heard).toEqual(["ack", "nack", "d50332010607", "7f"]);
    expect(rest).toHaveLength(0);
  });

  it("reads an extended frame", () => {
    const long = new Uint8Array(260).fill(7);
    expect(decode([encodeFrame(long)]).heard).toEqual([Buffer.from(long).toString("hex")]);
  });

  it("finds the good frame that starts inside a rejected one", () => {
    const { heard } = decode([hex("00ff05fa 0000ff06fad50332010607e800")]);
    expect(heard).toContain("d50332010607");
    expect(heard[0]).toBe("bad");
  });

  it("names a wrong checksum once and goes on", () => {
    const { heard } = decode([hex("0000ff06fad50332010607e900 0000ff00ff00")]);
    expect(heard).toEqual(["bad", "ack"]);
  });

  it("finds every good frame behind any noise, however the bytes are cut, and holds at most one frame", () => {
    const payload = fc.uint8Array({ minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), payload, fc.integer({ min: 1, max: 9 }), (noise, body, step) => {
        /* Enough quiet bytes end whatever frame the noise may have claimed. */
        const stream = Buffer.concat([noise, Buffer.alloc(270), encodeFrame(body)]);
        const chunks: Uint8Array[] = [];
        for (let at = 0; at < stream.length; at += step) chunks.push(Uint8Array.from(stream.subarray(at, at + step)));
        const { heard } = decode(chunks);
        expect(heard.filter((one) => one !== "bad").pop()).toBe(Buffer.from(body).toString("hex"));
      }),
      { numRuns: 300 },
    );
  });
});
