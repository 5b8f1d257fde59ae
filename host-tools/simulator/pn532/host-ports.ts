import type { AlertLine, I2cDevice, SpiDevice } from "../../../firmware/src/hal/device";
import { flatten } from "../../hal/parts";
import type { EmulatedPn532 } from "./pn532";

/* The chip's ports that are asked (UM0701-02, 6.2.4 and 6.2.5): a frame waits in the chip until the host has fetched it. */

const ready = 0x01;
const busy = 0x00;

/** Frames that wait, and the P70_IRQ line that is low as long as one does. */
class FrameOutlet {
  /** The line stays where it is, whatever waits. */
  alertStuck = false;
  private frames: Uint8Array[] = [];
  private alert: () => void = () => undefined;
  readonly alertLine: AlertLine = { watch: (risen) => void (this.alert = risen) };

  constructor(private readonly chip: EmulatedPn532) {
    chip.onOutput((bytes) => {
      this.frames.push(bytes);
      if (this.alertStuck) chip.suffered++;
      else this.alert();
    });
  }

  get waits(): boolean {
    if (!this.chip.powered) this.frames = [];
    return this.frames.length > 0;
  }

  /** Byte `at` of the frame that waits; behind its end and without one: zeros. */
  byte(at: number): number {
    return this.waits ? (this.frames[0]![at] ?? 0) : 0;
  }

  /** Read once, even in part, it is gone. */
  drop(): void {
    this.frames.shift();
  }

  /** The host speaks: what it has not fetched is out of date. */
  hear(bytes: Uint8Array): void {
    this.frames = [];
    this.chip.feed(bytes);
  }
}

const statusRead = 0x02;
const dataWrite = 0x01;
const dataRead = 0x03;

/** SPI, mode 0, least significant bit first: a shift register with the wire's bits on both sides. */
export class SpiPort {
  readonly outlet: FrameOutlet;
  private received: number[] = [];

  constructor(private readonly chip: EmulatedPn532) {
    this.outlet = new FrameOutlet(chip);
  }

  /** The falling select also wakes the chip. */
  select(): void {
    this.received = [];
    this.chip.rouse();
  }

  /** Eight clocks: `wire` holds the bits in the order of their coming, the first one highest; so does the result. */
  clock(wire: number): number {
    const out = this.nextByte();
    this.received.push(reversed(wire));
    return reversed(out);
  }

  deselect(): void {
    const [kind, ...bytes] = this.received;
    if (kind === dataWrite) this.outlet.hear(Uint8Array.from(bytes));
    else if (kind === dataRead) this.outlet.drop();
  }

  private nextByte(): number {
    const [kind] = this.received;
    if (kind === statusRead) return this.outlet.waits ? ready : busy;
    return kind === dataRead ? this.outlet.byte(this.received.length - 1) : 0;
  }
}

function reversed(byte: number): number {
  let turned = 0;
  for (let bit = 0; bit < 8; bit++) if (byte & (1 << bit)) turned |= 0x80 >> bit;
  return turned;
}

/** A board's SPI bus wired to `port`; `order` is what the bus was set up with. */
export function spiTo(port: SpiPort, order: "lsb" | "msb" = "lsb"): SpiDevice {
  const turn = order === "lsb" ? reversed : (byte: number) => byte;
  return {
    transfer(kind, parts) {
      port.select();
      const got = flatten([kind, ...parts]).map((byte) => turn(port.clock(turn(byte))));
      port.deselect();
      return got;
    },
  };
}

/** I2C at address 24 hex: every read begins with the ready byte, and a frame is read in one transfer or lost. */
export class I2cPort {
  readonly outlet: FrameOutlet;

  constructor(private readonly chip: EmulatedPn532) {
    this.outlet = new FrameOutlet(chip);
  }

  readonly device: I2cDevice = {
    write: (parts) => {
      this.chip.rouse();
      this.outlet.hear(flatten(parts));
    },
    read: (count) => {
      this.chip.rouse();
      const waits = this.outlet.waits;
      const got = Uint8Array.from({ length: count }, (_, i) => (i === 0 ? (waits ? ready : busy) : this.outlet.byte(i - 1)));
      if (waits && count > 1) this.outlet.drop();
      return got;
    },
  };
}
