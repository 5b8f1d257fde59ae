import type { Bytes } from "../base/bytes";
import type { Link } from "../hal/link";

/** After an error the socket is made anew, not sooner than this. */
const reopenMs = 5000;

/** Datagrams to one address. Nothing here blocks: no name is resolved, no connection made (espruino: TCP connect stops every timer). */
export function udpLink(address: string, port: number): Link {
  let socket: Datagrams | undefined;
  let receiver: (datagram: Bytes) => void = () => undefined;

  function reopenLater(): void {
    if (!socket) return;
    socket = undefined;
    setTimeout(open, reopenMs);
  }

  function open(): void {
    try {
      const made = require("dgram").createSocket("udp4");
      made.on("message", (text: string) => receiver(E.toUint8Array(text)));
      made.on("error", reopenLater);
      made.on("close", reopenLater);
      made.bind(0, () => undefined);
      socket = made;
    } catch (e) {
      setTimeout(open, reopenMs);
    }
  }

  open();
  return {
    send(datagram: Bytes): void {
      try {
        if (socket) socket.send(E.toString(datagram), 0, datagram.length, port, address);
      } catch (e) {
        reopenLater();
      }
    },
    listen(receive: (datagram: Bytes) => void): void {
      receiver = receive;
    },
  };
}

/** For readers provisioned without a backend. */
export const noLink: Link = { send: () => undefined, listen: () => undefined };
