/*
 * The chip's side of the serial protocol (UM0701-02, 6.2.1), written from the manual and on purpose not shared with the
 * reader's codec, so that each checks the other.
 */
export type HostFrame = { kind: "ack" } | { kind: "nack" } | { kind: "command"; data: Uint8Array } | { kind: "invalid" };

export const ackFrame = Uint8Array.of(0, 0, 0xff, 0, 0xff, 0);
/** The application-level error frame (6.2.1.5). */
export const errorFrame = Uint8Array.of(0, 0, 0xff, 1, 0xff, 0x7f, 0x81, 0);

const longest = 300;

/** Frames an answer, `data` from D5 on. */
export function answerFrame(data: Uint8Array): Uint8Array {
  const checksum = -data.reduce((sum, byte) => sum + byte, 0) & 0xff;
  const length = data.length;
  const head =
    length < 256 ? [length, -length & 0xff] : [0xff, 0xff, length >> 8, length & 0xff, -((length >> 8) + (length & 0xff)) & 0xff];
  return Uint8Array.of(0, 0, 0xff, ...head, ...data, checksum, 0);
}

/** Takes bytes as they come and gives whole frames; keeps what is unfinished. */
export class HostFrameReader {
  private pending: number[] = [];

  feed(bytes: Uint8Array): HostFrame[] {
    this.pending.push(...bytes);
    const frames: HostFrame[] = [];
    for (let frame = this.next(); frame; frame = this.next()) frames.push(frame);
    if (this.pending.length > longest) this.pending.splice(0, this.pending.length - longest);
    return frames;
  }

  private next(): HostFrame | undefined {
    const start = this.pending.findIndex((byte, i) => byte === 0 && this.pending[i + 1] === 0xff);
    if (start < 0) {
      this.pending = this.pending.slice(-1);
      return undefined;
    }
    this.pending.splice(0, start);
    const [, , a, b] = this.pending;
    if (this.pending.length < 4) return undefined;
    if (a === 0 && b === 0xff) return this.take(4, { kind: "ack" });
    if (a === 0xff && b === 0) return this.take(4, { kind: "nack" });
    return a === 0xff && b === 0xff ? this.extended() : this.body(4, a!, (a! + b!) & 0xff);
  }

  private extended(): HostFrame | undefined {
    const [, , , , high, low, check] = this.pending;
    if (check === undefined) return undefined;
    return this.body(7, (high! << 8) | low!, (high! + low! + check) & 0xff);
  }

  private body(from: number, length: number, lengthCheck: number): HostFrame | undefined {
    if (lengthCheck !== 0 || length === 0 || length > longest - 10) return this.take(2, { kind: "invalid" });
    if (this.pending.length < from + length + 1) return undefined;
    const data = Uint8Array.from(this.pending.slice(from, from + length));
    const sum = data.reduce((total, byte) => total + byte, this.pending[from + length]!);
    if ((sum & 0xff) !== 0) return this.take(2, { kind: "invalid" });
    return this.take(from + length + 1, data[0] === 0xd4 ? { kind: "command", data } : { kind: "invalid" });
  }

  private take(count: number, frame: HostFrame): HostFrame {
    this.pending.splice(0, count);
    return frame;
  }
}
