import { concat } from "../../../firmware/src/base/bytes";

/** What copies of the chip do otherwise than the manual says. */
export interface Quirks {
  /** Answers begin with 00 FF, without the 00 before it. */
  noPreamble: boolean;
  /** Zeros behind each frame. */
  extraPostambles: number;
  /** Added to the time an acknowledgement takes. */
  slowAckMs: number;
  /** The four bytes of GetFirmwareVersion (7.2.2). */
  version: [ic: number, version: number, revision: number, support: number];
  /** Accepts RFConfiguration and goes on as before. */
  ignoresRfConfiguration: boolean;
  /** Acknowledgement and answer come in one piece. */
  burst: boolean;
  /** Bytes come one by one. */
  dribble: boolean;
}

export const asTheManualSays: Quirks = {
  noPreamble: false,
  extraPostambles: 0,
  slowAckMs: 0,
  version: [0x32, 0x01, 0x06, 0x07],
  ignoresRfConfiguration: false,
  burst: false,
  dribble: false,
};

/** Accidents waiting to happen: counted down, the one that reaches 0 happens. */
export class Accidents {
  private readonly due = { mute: 0, garble: 0, cut: 0, loseAck: 0, late: 0 };

  constructor(private readonly happened: () => void) {}

  /** The `count`th frame of that kind from now. */
  plan(kind: keyof Accidents["due"], count: number): void {
    this.due[kind] = count;
  }

  forget(): void {
    Object.assign(this.due, { mute: 0, garble: 0, cut: 0, loseAck: 0, late: 0 });
  }

  happens(kind: keyof Accidents["due"]): boolean {
    const now = this.due[kind] > 0 && --this.due[kind] === 0;
    if (now) this.happened();
    return now;
  }
}

/** `frame` as a copy of the chip sends it. */
export function asSent(frame: Uint8Array, quirks: Quirks): Uint8Array {
  if (!quirks.noPreamble && quirks.extraPostambles === 0) return frame;
  return concat([frame.subarray(quirks.noPreamble ? 1 : 0), new Uint8Array(quirks.extraPostambles)]);
}
