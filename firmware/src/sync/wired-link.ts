import type { Bytes } from "../base/bytes";
import type { Clock } from "../hal/clock";
import type { Link } from "../hal/link";
import type { Native } from "../hal/native";
import type { Place, W5500 } from "./w5500";
import { concat } from "../base/bytes";
import { Address } from "./address";
import { clientPort, serverPort } from "./dhcp";

/** How often the chip is asked for what came in. */
const turnMs = 50;
/** Every so many turns it is looked at: cable, addresses, sockets, the time of its address. */
const lookTurns = 20;
/** At most so many datagrams are taken in one turn. */
const datagramsMax = 4;
/** The chip's sockets: for an address, and for the backend. */
const addressSocket = 0;
const backendSocket = 1;
/** Any port of those that nobody is assigned. */
const ownPort = 49152;
/** Said of no maker's card, and by the reader's id another for each. */
const localMac = 2;
const nowhere: Place = { gateway: new Uint8Array(4), mask: new Uint8Array(4), address: new Uint8Array(4) };
const everyone = new Uint8Array([255, 255, 255, 255]);

export interface WiredRoom {
  chip: W5500;
  clock: Clock;
  native: Native;
  readerId: Bytes;
  backendHost: Bytes;
  backendPort: number;
}

/** Datagrams over a W5500. A cable that is out, a chip that lost its power, a network without addresses: it is looked at again, and nothing waits. */
export function wiredLink(room: WiredRoom): Link {
  const chip = room.chip;
  const mac = new Uint8Array(6);
  let receiver: (datagram: Bytes) => void = () => undefined;
  let turns = 0;
  let up = false;
  mac[0] = localMac;
  mac.set(room.readerId.subarray(0, 5), 1);
  const address = new Address({
    clock: room.clock,
    mac: mac,
    send: (message: Bytes) => chip.sendTo(addressSocket, everyone, serverPort, message),
    moved: () => settle(),
  });

  function settle(): void {
    chip.setPlace(mac, address.place || nowhere);
  }

  /** The chip is as it was left. */
  function isWhole(): boolean {
    const place = address.place || nowhere;
    const wanted = concat([place.gateway, place.mask, mac, place.address]);
    return room.native.same(chip.place(), wanted) && chip.isOpen(addressSocket) && chip.isOpen(backendSocket);
  }

  function look(): void {
    const was = up;
    up = chip.hasLink();
    if (!up) return;
    if (!isWhole()) {
      settle();
      chip.openSocket(addressSocket, clientPort);
      chip.openSocket(backendSocket, ownPort);
    }
    if (!was) address.plugged();
    address.look();
  }

  function take(socket: number, to: (datagram: Bytes) => void): void {
    for (let i = 0; i < datagramsMax; i++) {
      const datagram = chip.receiveFrom(socket);
      if (!datagram) return;
      to(datagram);
    }
  }

  /** The next turn first: no fault may end them. */
  function turn(): void {
    room.clock.later(turn, turnMs);
    if (turns++ % lookTurns === 0) look();
    if (!up) return;
    take(addressSocket, (message: Bytes) => address.heard(message));
    take(backendSocket, receiver);
  }

  room.clock.later(turn, turnMs);
  return {
    send(datagram: Bytes): void {
      if (up && address.place) chip.sendTo(backendSocket, room.backendHost, room.backendPort, datagram);
    },
    listen(receive: (datagram: Bytes) => void): void {
      receiver = receive;
    },
  };
}
