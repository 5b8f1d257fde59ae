import type { Line } from "../../../host-tools/flash/job/run-job";
import type { ModelBoard } from "./model-board";
import type { VirtualTime } from "./virtual-time";

export interface Faults {
  /** Of a byte to be lost, to have a bit turned, to get a stranger in front of it. */
  drop: number;
  flip: number;
  insert: number;
  /** Of a chunk to come late, by up to this. */
  delay: number;
  delayMs: number;
  /** The plug is pulled after so many bytes in both directions together. */
  unplugAfter: number;
}

/** A serial line between the host and a model board that does to its bytes what bad cables do. */
export class FaultyLine implements Line {
  bytes = 0;
  private unplugged = false;
  private lost: () => void = () => undefined;
  private listen: (text: string) => void = () => undefined;

  constructor(
    private readonly board: ModelBoard,
    private readonly faults: Faults,
    private readonly chance: { time: VirtualTime; random: () => number },
  ) {
    board.onText((text) => this.carry(text, (bad) => this.listen(bad)));
  }

  write(text: string): void {
    this.carry(text, (bad) => this.board.feed(bad));
  }

  onText(listen: (text: string) => void): void {
    this.listen = listen;
  }

  onLost(listen: () => void): void {
    this.lost = listen;
  }

  private carry(text: string, arrive: (text: string) => void): void {
    const { time, random } = this.chance;
    if (this.unplugged) return;
    const room = Math.max(0, this.faults.unplugAfter - this.bytes);
    this.bytes += text.length;
    const bad = this.spoil(text.slice(0, room));
    const ms = random() < this.faults.delay ? random() * this.faults.delayMs : 0;
    time.after(1 + ms, () => !this.unplugged && arrive(bad));
    if (this.bytes >= this.faults.unplugAfter) time.after(1 + ms, () => this.unplug());
  }

  private unplug(): void {
    if (this.unplugged) return;
    this.unplugged = true;
    this.board.powerOff();
    this.lost();
  }

  private spoil(text: string): string {
    const { random } = this.chance;
    let out = "";
    for (const char of text) {
      if (random() < this.faults.insert) out += stranger(random);
      if (random() < this.faults.drop) continue;
      out += random() < this.faults.flip ? harmless(char.charCodeAt(0) ^ (1 << Math.floor(random() * 8))) : char;
    }
    return out;
  }
}

function stranger(random: () => number): string {
  return harmless(Math.floor(random() * 256));
}

/** A bad cable may well make Ctrl-C or Ctrl-D of a byte; that is not the host's fault and stops only the Linux build. */
function harmless(code: number): string {
  return String.fromCharCode(code === 3 || code === 4 ? 5 : code);
}
