import type { Clock } from "../../firmware/src/hal/clock";
import type { Link } from "../../firmware/src/hal/link";
import type { Identity } from "../../firmware/src/wire/identity";
import { Failure, exitCodes } from "../api/failure";
import type { Wire } from "./pn532/wires";
import { SimulatedReader } from "./reader";

/** One door of a simulated site, with the reader at it. */
export interface SiteDoor {
  name: string;
  reader: SimulatedReader;
  link: CuttableLink;
}

export interface DoorPlan {
  name: string;
  identity: Identity;
  link: Link;
  /** To its front end; undefined: serial. */
  wire?: Wire;
  /** Flash of a run before. */
  image?: Uint8Array;
}

/** How long a hand holds a card to the reader. */
const handMs = 400;

/** Simulated readers at their doors: composed here, moved by the commands and by stories. */
export class Site {
  readonly doors: SiteDoor[];

  constructor(
    private readonly clock: Clock,
    plans: DoorPlan[],
    seed: number,
  ) {
    this.doors = plans.map((plan, i) => {
      const link = new CuttableLink(plan.link);
      const { name, identity, image, wire } = plan;
      return { name, link, reader: new SimulatedReader({ identity, clock, link, seed: seed + i, ...(image && { image }), ...(wire && { wire }) }) };
    });
  }

  /** The door called `name`, or the only one there is. Throws DOOR_UNKNOWN. */
  door(name: string | undefined): SiteDoor {
    const found = this.doors.find((door) => door.name === name) ?? (name === undefined ? this.doors[0] : undefined);
    if (found) return found;
    throw new Failure("DOOR_UNKNOWN", {
      message: `There is no simulated door called ${name ?? "(none)"}.`,
      hint: `Take one of: ${this.doors.map((door) => door.name).join(", ")}.`,
      exit: exitCodes.usage,
    });
  }

  /** Holds `card` to the reader for a moment and takes it away again. Throws CARD_INVALID. */
  tap(name: string | undefined, card: string): void {
    const { reader } = this.door(name);
    reader.tap(card);
    this.clock.after(handMs, () => reader.remove());
  }
}

/** A network cable that can be pulled: nothing goes out, nothing comes in. */
export class CuttableLink implements Link {
  connected = true;

  constructor(private readonly link: Link) {}

  send(datagram: Uint8Array): void {
    if (this.connected) this.link.send(datagram);
  }

  listen(receive: (datagram: Uint8Array) => void): void {
    this.link.listen((datagram) => this.connected && receive(datagram));
  }
}
