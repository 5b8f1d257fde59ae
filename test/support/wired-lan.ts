import type { Clock } from "../../firmware/src/hal/clock";
import type { Link } from "../../firmware/src/hal/link";
import type { EmulatedW5500, Lan, Packet } from "./w5500-twin";

export const backendAddress = [192, 0, 2, 10];
export const backendPort = 7441;
const [server, mask, gateway] = [[10, 0, 0, 2], [255, 255, 255, 0], [10, 0, 0, 1]];

/** A network with a DHCP server (RFC 2131), a gateway, and the backend behind it; each can be away. */
export class WiredLan implements Lan {
  chip: EmulatedW5500 | undefined;
  serves = true;
  /** The gateway answers. */
  routes = true;
  leaseS = 3600;
  offers = [10, 0, 0, 50];
  /** Kinds of DHCP messages that came: 1 discover, 3 request. */
  readonly asked: { kind: number; own: string; atMs: number; data: Uint8Array }[] = [];
  readonly sent: Uint8Array[] = [];
  readonly backend: Link;
  private receiver: (datagram: Uint8Array) => void = () => undefined;

  constructor(private readonly clock: Clock) {
    this.backend = {
      send: (data) => this.toReader({ from: backendAddress, fromPort: backendPort, to: this.offers, toPort: 49152, data: Uint8Array.from(data) }),
      listen: (receive) => void (this.receiver = receive),
    };
  }

  carry(packet: Packet): boolean {
    if (packet.toPort === 67) {
      this.dhcp(packet.data);
      return true;
    }
    if (!this.routes || packet.from.every((one) => one === 0)) return false;
    this.sent.push(packet.data);
    this.clock.after(2, () => this.receiver(packet.data));
    return true;
  }

  /** Some other answer than the server's: forged, cut off, of another. */
  answer(data: Uint8Array): void {
    this.toReader({ from: server, fromPort: 67, to: [255, 255, 255, 255], toPort: 68, data });
  }

  private toReader(packet: Packet): void {
    this.clock.after(2, () => this.chip!.arrive(packet));
  }

  private dhcp(data: Uint8Array): void {
    const options = optionsOf(data);
    const kind = options.get(53)![0]!;
    this.asked.push({ kind, own: data.subarray(12, 16).join("."), atMs: this.clock.uptimeMs(), data });
    if (!this.serves) return;
    if (kind === 1) return this.answer(reply(data, 2, this.offers, this.leaseS));
    const wanted = options.get(50) ?? data.subarray(12, 16);
    const ours = wanted.join() === this.offers.join();
    this.answer(reply(data, ours ? 5 : 6, ours ? this.offers : [0, 0, 0, 0], this.leaseS));
  }
}

function optionsOf(data: Uint8Array): Map<number, Uint8Array> {
  const options = new Map<number, Uint8Array>();
  for (let at = 240; at < data.length && data[at] !== 255; ) {
    if (data[at] === 0) at++;
    else {
      options.set(data[at]!, data.subarray(at + 2, at + 2 + data[at + 1]!));
      at += 2 + data[at + 1]!;
    }
  }
  return options;
}

/** The server's answer to `asked`, padded as servers do. */
export function reply(asked: Uint8Array, kind: number, address: number[], leaseS: number): Uint8Array {
  const bytes = new Uint8Array(320);
  bytes.set(asked.subarray(0, 240));
  bytes[0] = 2;
  bytes.set(address, 16);
  const lease = [leaseS >>> 24, (leaseS >> 16) & 255, (leaseS >> 8) & 255, leaseS & 255];
  bytes.set([0, 53, 1, kind, 54, 4, ...server, 51, 4, ...lease, 1, 4, ...mask, 3, 8, ...gateway, 10, 0, 0, 9, 6, 4, 9, 9, 9, 9, 255], 240);
  return bytes;
}
