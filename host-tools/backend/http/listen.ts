import type { Server } from "node:http";
import { createAdaptorServer } from "@hono/node-server";
import type { Hono } from "hono";
import type { Env } from "./services";

/** Serves `app`; rejects when the port is taken. */
export function listenHttp(app: Hono<Env>, at: { host: string; port: number }): Promise<{ server: Server; port: number }> {
  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  return new Promise((listening, failed) => {
    server.once("error", failed);
    server.listen(at.port, at.host, () => {
      server.off("error", failed);
      const address = server.address();
      listening({ server, port: typeof address === "object" && address ? address.port : at.port });
    });
  });
}

/** Ends at once, open connections included. */
export function closeHttp(server: Server): Promise<void> {
  return new Promise((closed) => {
    server.close(() => closed());
    server.closeAllConnections();
  });
}
