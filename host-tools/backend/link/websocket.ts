import type { Server } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import type { WebSocket } from "ws";
import { paths } from "../../api/paths";
import type { Gateway } from "./gateway";
import type { Endpoint } from "./udp";

const socketsMax = 20_000;
/** Past any frame, so that an oversized one is counted and not a broken socket. */
const messageBytesMax = 4096;
const bufferedBytesMax = 65_536;
const quietMs = 90_000;

/**
 * The same sealed frames, one a binary message, for browsers and networks without UDP. No cookie counts here: only the seal
 * says who speaks, so any page may connect. A socket without a message for 90 s is closed.
 */
export function listenWebSocket(gateway: Gateway, server: Server): Endpoint {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: messageBytesMax, perMessageDeflate: false });
  server.on("upgrade", (request, socket: Duplex, head) => {
    const path = (request.url ?? "").split("?")[0];
    if (path !== paths.link || sockets.clients.size >= socketsMax) return void socket.destroy();
    sockets.handleUpgrade(request, socket, head, (webSocket) => serve(gateway, webSocket));
  });
  return {
    async close() {
      for (const client of sockets.clients) client.terminate();
      await new Promise((closed) => sockets.close(closed));
    },
  };
}

function serve(gateway: Gateway, socket: WebSocket): void {
  const quiet = setTimeout(() => socket.terminate(), quietMs);
  const peer = {
    send(frame: Uint8Array): void {
      if (socket.readyState === socket.OPEN && socket.bufferedAmount < bufferedBytesMax) socket.send(frame);
    },
  };
  socket.on("error", () => undefined);
  socket.on("close", () => clearTimeout(quiet));
  socket.on("message", (data, binary) => {
    quiet.refresh();
    if (binary) gateway.receive(data as Buffer, peer);
  });
}
