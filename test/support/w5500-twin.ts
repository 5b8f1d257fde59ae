import type { Clock } from "../../firmware/src/hal/clock";

export interface Packet {
  from: number[];
  fromPort: number;
  to: number[];
  toPort: number;
  data: Uint8Array;
}

/** The network at the other end of the cable. `carry`: false where nobody has that address. */
export interface Lan {
  carry(packet: Packet): boolean;
}

const bufferBytes = 2048;
const [open, close, send, receive] = [1, 0x10, 0x20, 0x40];
const [sendOk, timeout] = [0x10, 0x08];
const statusUdp = 0x22;
const everyone = "255.255.255.255";

/** One of the eight. Buffers of two kilobytes are rings; the pointers run on through 65535. */
class Socket {
  readonly registers = new Uint8Array(0x30);
  readonly out = new Uint8Array(bufferBytes);
  readonly in = new Uint8Array(bufferBytes);
  number(at: number): number {
    return this.registers[at]! * 256 + this.registers[at + 1]!;
  }
  put(at: number, value: number): void {
    this.registers[at] = (value >> 8) & 255;
    this.registers[at + 1] = value & 255;
  }
  /** What is waiting between two pointers. */
  between(from: number, to: number): number {
    return (this.number(to) - this.number(from)) & 0xffff;
  }
}

/** The chip on its bus, register by register (W5500 datasheet, chapters 2 to 4), as far as UDP needs it. */
export class EmulatedW5500 {
  linked = true;
  /** Datagrams given to it while the one before was still on its way. */
  overruns = 0;
  private common = new Uint8Array(0x40);
  private sockets: Socket[] = [];

  constructor(
    private readonly clock: Clock,
    private readonly lan: Lan,
    private powered = true,
  ) {
    this.reset();
  }

  /** Without power it forgets all that it was told. */
  power(on: boolean): void {
    this.powered = on;
    this.reset();
  }

  get mac(): number[] {
    return [...this.common.subarray(9, 15)];
  }

  get address(): number[] {
    return [...this.common.subarray(15, 19)];
  }

  /** One transfer under the chip select: two bytes of address, one of control, then data either way. */
  exchange(sent: ArrayLike<number>): Uint8Array {
    const bytes = Uint8Array.from(sent);
    if (!this.powered) return new Uint8Array(bytes.length);
    const [block, writes] = [bytes[2]! >> 3, (bytes[2]! & 4) !== 0];
    for (let i = 3; i < bytes.length; i++) {
      const at = (bytes[0]! * 256 + bytes[1]! + i - 3) & 0xffff;
      if (writes) this.write(block, at, bytes[i]!);
      else bytes[i] = this.read(block, at);
    }
    return bytes;
  }

  /** From the network; what does not fit, or is for somebody else, is lost. */
  arrive(packet: Packet): void {
    const socket = this.sockets.find((one) => one.registers[3] === statusUdp && one.number(4) === packet.toPort);
    const ours = packet.to.join(".") === everyone || packet.to.join() === this.address.join();
    if (!this.powered || !this.linked || !socket || !ours) return;
    const head = [...packet.from, packet.fromPort >> 8, packet.fromPort & 255, packet.data.length >> 8, packet.data.length & 255];
    if (socket.between(0x28, 0x2a) + head.length + packet.data.length > bufferBytes) return;
    for (const byte of [...head, ...packet.data]) {
      socket.in[socket.number(0x2a) % bufferBytes] = byte;
      socket.put(0x2a, socket.number(0x2a) + 1);
    }
  }

  private reset(): void {
    this.common = new Uint8Array(0x40);
    this.common.set([0x07, 0xd0, 8], 0x19);
    this.common[0x39] = 4;
    this.sockets = Array.from({ length: 8 }, () => new Socket());
  }

  private read(block: number, at: number): number {
    if (block === 0) return at === 0x2e ? (this.linked ? 0xbf : 0xb8) : this.common[at]!;
    const socket = this.sockets[block >> 2]!;
    if ((block & 3) === 3) return socket.in[at % bufferBytes]!;
    if ((block & 3) === 2) return socket.out[at % bufferBytes]!;
    socket.put(0x20, bufferBytes - socket.between(0x22, 0x24));
    socket.put(0x26, socket.between(0x28, 0x2a));
    return socket.registers[at]!;
  }

  private write(block: number, at: number, value: number): void {
    if (block === 0) return void (this.common[at] = value);
    const socket = this.sockets[block >> 2]!;
    if ((block & 3) === 2) socket.out[at % bufferBytes] = value;
    else if ((block & 3) === 1 && at === 1) this.obey(socket, value);
    else if ((block & 3) === 1 && at === 2) socket.registers[2]! &= ~value;
    else if ((block & 3) === 1) socket.registers[at] = value;
  }

  private obey(socket: Socket, command: number): void {
    if (command === open) for (const at of [0x22, 0x24, 0x28, 0x2a]) socket.put(at, 0);
    if (command === open) socket.registers[3] = socket.registers[0] === 2 ? statusUdp : 0;
    if (command === close) socket.registers[3] = 0;
    if (command === send) this.send(socket);
    if (command === receive && socket.between(0x28, 0x2a) > bufferBytes) throw new Error("the read pointer overtook what came");
  }

  /** Of a receiver that does not answer it says so once it has asked in vain as often as it was told. */
  private send(socket: Socket): void {
    if (socket.registers[1]) this.overruns++;
    const data = Uint8Array.from({ length: socket.between(0x22, 0x24) }, (_, i) => socket.out[(socket.number(0x22) + i) % bufferBytes]!);
    const packet = { from: this.address, fromPort: socket.number(4), to: [...socket.registers.subarray(12, 16)], toPort: socket.number(16), data };
    const heard = this.linked && this.lan.carry(packet);
    const patienceMs = (this.common[0x19]! * 256 + this.common[0x1a]!) * 0.1 * (this.common[0x1b]! + 1);
    socket.registers[1] = send;
    this.clock.after(heard ? 1 : patienceMs, () => {
      socket.registers[1] = 0;
      socket.put(0x22, socket.number(0x24));
      socket.registers[2]! |= heard ? sendOk : timeout;
    });
  }
}
