import type { Bytes } from "../base/bytes";
import type { Link } from "../hal/link";

/** After an error the socket is made anew, not sooner than this. */
const reopenMs = 5000;
/**
 * So many datagrams in a row without one that came back, some five minutes of asking, and the way itself is made anew, socket and network: a socket
 * that went out of step, or an access point that still counts us in and carries nothing, is told by nothing else. Then after twice as many, up to hours.
 */
const silentMin = 40;
const silentMax = 640;

/** Datagrams to one address; `renew` brings the board onto its network anew. Nothing here blocks: no name is resolved, no connection made (espruino: TCP connect stops every timer). */
export function udpLink(address: string, port: number, renew: () => void): Link {
  let socket: Datagrams | undefined;
  let receiver: (datagram: Bytes) => void = () => undefined;
  let silent = 0;
  let patience = silentMin;

  function reopenLater(lost: Datagrams): void {
    if (socket !== lost) return;
    socket = undefined;
    setTimeout(open, reopenMs);
  }

  function heard(text: string): void {
    silent = 0;
    patience = silentMin;
    receiver(E.toUint8Array(text));
  }

  function open(): void {
    try {
      const made = require("dgram").createSocket("udp4");
      made.on("message", heard);
      made.on("error", () => reopenLater(made));
      made.on("close", () => reopenLater(made));
      made.bind(0, () => undefined);
      socket = made;
    } catch (e) {
      setTimeout(open, reopenMs);
    }
  }

  function startAnew(old: Datagrams): void {
    silent = 0;
    patience = Math.min(patience * 2, silentMax);
    reopenLater(old);
    renew();
    old.close();
  }

  open();
  return {
    send(datagram: Bytes): void {
      const mine = socket;
      if (!mine) return;
      try {
        if (++silent > patience) startAnew(mine);
        else mine.send(E.toString(datagram), 0, datagram.length, port, address);
      } catch (e) {
        reopenLater(mine);
      }
    },
    listen(receive: (datagram: Bytes) => void): void {
      receiver = receive;
    },
  };
}

/** For readers provisioned without a backend. */
export const noLink: Link = { send: () => undefined, listen: () => undefined };
