import type { Bytes } from "../../../firmware/src/base/bytes";
import type { Clock } from "../../../firmware/src/hal/clock";
import type { Link } from "../../../firmware/src/hal/link";

/** What a bad network does, each as a share of datagrams from 0 to 1. */
export interface NetworkFaults {
  lost: number;
  doubled: number;
  garbled: number;
  /** Delay of each datagram, drawn evenly between the two; unequal delays reorder. */
  delayMsMin: number;
  delayMsMax: number;
}

export const goodNetwork: NetworkFaults = { lost: 0, doubled: 0, garbled: 0, delayMsMin: 1, delayMsMax: 1 };

/** A wire between two ends on which seeded accidents happen. Setting `connected` to false is a pulled plug. */
export class Network {
  connected = true;
  readonly near: Link;
  readonly far: Link;
  private readonly receivers: { near?: (datagram: Bytes) => void; far?: (datagram: Bytes) => void } = {};

  constructor(
    private readonly clock: Clock,
    private readonly random: () => number,
    public faults: NetworkFaults = goodNetwork,
  ) {
    this.near = this.end("near", "far");
    this.far = this.end("far", "near");
  }

  private end(own: "near" | "far", other: "near" | "far"): Link {
    return {
      send: (datagram) => this.carry(datagram, other),
      listen: (receive) => void (this.receivers[own] = receive),
    };
  }

  private carry(datagram: Bytes, to: "near" | "far"): void {
    if (!this.connected || this.random() < this.faults.lost) return;
    this.deliver(datagram, to);
    if (this.random() < this.faults.doubled) this.deliver(datagram, to);
  }

  private deliver(datagram: Bytes, to: "near" | "far"): void {
    const copy = Uint8Array.from(datagram);
    if (this.random() < this.faults.garbled) copy[Math.floor(this.random() * copy.length)]! ^= 1 + Math.floor(this.random() * 255);
    const { delayMsMin, delayMsMax } = this.faults;
    const delayMs = delayMsMin + Math.floor(this.random() * (delayMsMax - delayMsMin + 1));
    this.clock.after(delayMs, () => this.connected && this.receivers[to]?.(copy));
  }
}
