import { createSocket } from "node:dgram";
import type { Link } from "../../../firmware/src/hal/link";

export interface UdpLink extends Link {
  close(): void;
}

/** A simulated reader's real datagrams to a backend on this machine or elsewhere. */
export function openUdpLink(host: string, port: number): UdpLink {
  const socket = createSocket("udp4");
  let receiver: (datagram: Uint8Array) => void = () => undefined;
  socket.on("message", (datagram) => receiver(new Uint8Array(datagram)));
  /* An unreachable backend shows as an error on the next send; the session's own retries are the answer. */
  socket.on("error", () => undefined);
  return {
    send: (datagram) => void socket.send(datagram, port, host, () => undefined),
    listen: (receive) => void (receiver = receive),
    close: () => socket.close(),
  };
}
