import type { Bytes } from "../base/bytes";
import type { Parts } from "../hal/bus";
import type { SpiDevice } from "../hal/device";

/*
 * The W5500, Ethernet and UDP in one chip, by its registers (datasheet, chapters 2 and 4). The interpreter has a driver of its own for it, which
 * waits: for ever while no cable is plugged in, half a minute for a DHCP server, two seconds for a gateway that is gone (ADR 18). Nothing here waits.
 */

/* Registers common to all sockets. GAR, SUBR, SHAR and SIPR follow each other. */
const gatewayAt = 0x01;
const retriesAt = 0x1b;
const phyAt = 0x2e;
const versionAt = 0x39;
const version = 4;
const linkBit = 1;
/** Two more ARP requests of 200 ms each; what is asked in vain is given up by then. */
const retries = 2;

/* Registers of a socket, in the block 1 + 4 × socket; its buffers are the two blocks behind. */
const modeAt = 0x00;
const commandAt = 0x01;
const interruptAt = 0x02;
const statusAt = 0x03;
const portAt = 0x04;
const destinationAt = 0x0c;
const roomAt = 0x20;
const writtenAt = 0x24;
const receivedAt = 0x26;
const readAt = 0x28;
/** What a look before sending reads: all registers up to the write pointer's end. */
const lookBytes = 0x26;
const udp = 2;
const statusUdp = 0x22;
const open = 0x01;
const close = 0x10;
const send = 0x20;
const receive = 0x40;
const sent = 0x10;
const timedOut = 0x08;

/** Before each datagram in the buffer: 4 bytes of address, 2 of port, 2 of length. */
const headBytes = 8;
const datagramMax = 1472;

/** What makes a board one of its network, each of 4 bytes. */
export interface Place {
  gateway: Bytes;
  mask: Bytes;
  address: Bytes;
}

/** Two bytes, high byte first, as the chip has all its numbers. */
function numberAt(bytes: Bytes, at: number): number {
  return bytes[at]! * 256 + bytes[at + 1]!;
}

export class W5500 {
  private readonly device: SpiDevice;
  /** By socket: the port that it is open for. */
  private readonly ports: number[];
  /** By socket: the chip has not said yet what became of the last datagram. */
  private readonly sending: boolean[];

  constructor(device: SpiDevice) {
    this.device = device;
    this.ports = [];
    this.sending = [];
  }

  /** There is a chip, and its cable has somebody at the other end. */
  hasLink(): boolean {
    const seen = this.read(0, phyAt, versionAt - phyAt + 1);
    return seen[versionAt - phyAt] === version && (seen[0]! & linkBit) !== 0;
  }

  /** The chip's addresses, 18 bytes: they are gone once it was without power. */
  place(): Bytes {
    return this.read(0, gatewayAt, 18);
  }

  /** `mac`: 6 bytes. */
  setPlace(mac: Bytes, place: Place): void {
    this.write(0, retriesAt, [retries]);
    this.write(0, gatewayAt, [place.gateway, place.mask, mac, place.address]);
  }

  openSocket(socket: number, port: number): void {
    const block = 1 + 4 * socket;
    this.ports[socket] = port;
    this.sending[socket] = false;
    this.write(block, commandAt, [close]);
    this.write(block, interruptAt, [255]);
    this.write(block, modeAt, [udp]);
    this.write(block, portAt, [port >> 8, port]);
    this.write(block, commandAt, [open]);
  }

  isOpen(socket: number): boolean {
    return this.read(1 + 4 * socket, statusAt, 1)[0] === statusUdp;
  }

  /** What cannot be sent now is lost, as on any network. */
  sendTo(socket: number, host: Bytes, port: number, data: Bytes): void {
    const block = 1 + 4 * socket;
    const look = this.read(block, modeAt, lookBytes);
    const idle = !this.sending[socket] || (look[interruptAt]! & (sent | timedOut)) !== 0;
    if (look[statusAt] !== statusUdp || look[commandAt] !== 0 || !idle) return;
    if (numberAt(look, roomAt) < data.length) return this.openSocket(socket, this.ports[socket]!);
    const at = numberAt(look, writtenAt);
    const end = at + data.length;
    this.write(block, interruptAt, [sent | timedOut]);
    this.write(block, destinationAt, [host, port >> 8, port]);
    this.write(block + 1, at, [data]);
    this.write(block, writtenAt, [end >> 8, end]);
    this.write(block, commandAt, [send]);
    this.sending[socket] = true;
  }

  /** The next datagram that came in; undefined: none. */
  receiveFrom(socket: number): Bytes | undefined {
    const block = 1 + 4 * socket;
    const look = this.read(block, receivedAt, 4);
    if (numberAt(look, 0) <= headBytes) return undefined;
    const at = numberAt(look, 2);
    const length = numberAt(this.read(block + 2, at, headBytes), 6);
    /* Counted anew: the number may have changed between its two bytes. */
    const whole = headBytes + length <= numberAt(this.read(block, receivedAt, 2), 0);
    if (!whole || !length || length > datagramMax) {
      this.openSocket(socket, this.ports[socket]!);
      return undefined;
    }
    const data = this.read(block + 2, at + headBytes, length);
    const end = at + headBytes + length;
    this.write(block, readAt, [end >> 8, end]);
    this.write(block, commandAt, [receive]);
    return data;
  }

  private read(block: number, at: number, count: number): Bytes {
    return this.device.transfer(at >> 8, [at, block << 3, new Uint8Array(count)]).subarray(3);
  }

  private write(block: number, at: number, parts: Parts): void {
    const message: Parts = [at, (block << 3) | 4];
    for (let i = 0; i < parts.length; i++) message.push(parts[i]!);
    this.device.transfer(at >> 8, message);
  }
}
