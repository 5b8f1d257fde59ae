import { createSocket } from "node:dgram";
import type { Gateway } from "./gateway";
import type { Peer } from "./contact";

export interface Endpoint {
  close(): Promise<void>;
}

const receiveBufferBytes = 4 * 1024 * 1024;
const peersMax = 20_000;

/** Sealed frames as datagrams. Rejects when the port is taken. */
export function listenUdp(gateway: Gateway, at: { host: string; port: number }): Promise<Endpoint> {
  const socket = createSocket(at.host.includes(":") ? "udp6" : "udp4");
  const peers = new Map<string, Peer>();
  socket.on("message", (frame, from) => gateway.receive(frame, peerOf(from)));

  /** One object for each address, so that a reader's frames do not make a new one each. */
  function peerOf(from: { address: string; port: number }): Peer {
    const key = `${from.address}/${from.port}`;
    const known = peers.get(key);
    if (known) return known;
    if (peers.size >= peersMax) peers.clear();
    const peer = { send: (frame: Uint8Array) => socket.send(frame, from.port, from.address, () => undefined) };
    peers.set(key, peer);
    return peer;
  }

  return new Promise((listening, failed) => {
    socket.once("error", failed);
    socket.bind(at.port, at.host, () => {
      socket.off("error", failed);
      /* An answer to an address that is gone comes back as an error: not ours to act on. */
      socket.on("error", () => undefined);
      growBuffer(() => socket.setRecvBufferSize(receiveBufferBytes));
      let closed: Promise<void> | undefined;
      listening({ close: () => (closed ??= new Promise((done) => socket.close(() => done()))) });
    });
  });
}

/** Systems with a smaller limit refuse; then theirs has to do. */
function growBuffer(grow: () => void): void {
  try {
    grow();
  } catch {
    /* The buffer stays as it was: readers repeat what is lost. */
  }
}
