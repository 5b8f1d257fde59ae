import type { Bus } from "../../firmware/src/hal/bus";
import { jsNative } from "../hal/native";
import { serialWakeUp } from "../simulator/pn532/pn532";
import { flatten } from "../hal/parts";
import { Splitter } from "./pieces";
import { frameOf, type FrameLine, type TraceLine, type VerdictLine } from "./trace";

/** Writes down what passes on a front end's line, one line a frame, bytes between frames as lines of their own. */
export class Recorder {
  private readonly splitters = { out: new Splitter(), in: new Splitter() };

  /** `nowUs` rises and begins near 0; `put` gets each line as it is complete. */
  constructor(
    private readonly nowUs: () => number,
    private readonly put: (line: TraceLine) => void,
  ) {}

  /** What the host sent to the front end. */
  sent(bytes: Uint8Array): void {
    this.pass("out", bytes);
  }

  /** What came from the front end. */
  received(bytes: Uint8Array): void {
    this.pass("in", bytes);
  }

  decided(verdict: Omit<VerdictLine, "us">): void {
    this.finish();
    this.put({ us: this.nowUs(), ...verdict });
  }

  /** Writes what is left half-way. */
  finish(): void {
    this.flush("out");
    this.flush("in");
  }

  private pass(dir: FrameLine["dir"], bytes: Uint8Array): void {
    /* Who begins to speak ends what the other left unfinished: the order of lines is the order on the wire. */
    this.flush(dir === "out" ? "in" : "out");
    for (const piece of this.splitters[dir].feed(bytes)) this.put(frameOf(this.nowUs(), dir, piece.bytes));
  }

  private flush(dir: FrameLine["dir"]): void {
    for (const piece of this.splitters[dir].flush()) this.put(frameOf(this.nowUs(), dir, piece.bytes));
  }
}

/** `bus` with a recorder listening in; neither side can tell. */
export function recordedBus(bus: Bus, recorder: Recorder): Bus {
  return {
    faster: bus.faster,
    wake() {
      recorder.sent(serialWakeUp);
      bus.wake();
    },
    write(parts) {
      recorder.sent(flatten(parts));
      bus.write(parts);
    },
    listen: (receive) =>
      bus.listen((chunk) => {
        recorder.received(jsNative().bytes(chunk));
        receive(chunk);
      }),
  };
}
