import type { Hono } from "hono";
import { Failure } from "../api/failure";
import { closeHttp, listenHttp } from "./http/listen";
import type { Env } from "./http/services";
import type { Gateway } from "./link/gateway";
import type { Endpoint } from "./link/udp";
import { listenUdp } from "./link/udp";
import { listenWebSocket } from "./link/websocket";

interface PortsOptions {
  app: Hono<Env>;
  gateway: Gateway;
  host: string;
  /** 0: any number that is free for both. */
  port: number;
}

export interface Ports {
  url: string;
  port: number;
  close(): Promise<void>;
}

const triesMax = 20;

/** Opens HTTP, WebSocket and UDP under one number. */
export async function openPorts(options: PortsOptions): Promise<Ports> {
  for (let tries = 1; ; tries++) {
    const http = await listenHttp(options.app, options).catch((error: unknown) => refuse(error, options));
    try {
      const udp = await listenUdp(options.gateway, { host: options.host, port: http.port });
      return portsOf(options, http, udp);
    } catch (error) {
      await closeHttp(http.server);
      if (options.port !== 0 || tries >= triesMax) refuse(error, options);
    }
  }
}

function portsOf(options: PortsOptions, http: Awaited<ReturnType<typeof listenHttp>>, udp: Endpoint): Ports {
  const sockets = listenWebSocket(options.gateway, http.server);
  const name = options.host === "0.0.0.0" || options.host === "::" ? "127.0.0.1" : options.host;
  return {
    url: `http://${name.includes(":") ? `[${name}]` : name}:${http.port}`,
    port: http.port,
    async close() {
      await udp.close();
      await sockets.close();
      await closeHttp(http.server);
    },
  };
}

/** What the system says where the address is nobody's name, another machine's, or kept for the administrator. */
const notOurs = ["EACCES", "EADDRNOTAVAIL", "ENOTFOUND", "EAI_AGAIN"];

function refuse(error: unknown, at: { host: string; port: number }): never {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === "EADDRINUSE") {
    throw new Failure("PORT_TAKEN", {
      message: `port ${at.port} is taken`,
      hint: "Another program, perhaps another Latchkey, listens there. Choose another with --port, or 0 for any.",
    });
  }
  if (!code || !notOurs.includes(code)) throw error;
  throw new Failure("PORT_REFUSED", {
    message: `cannot listen on ${at.host} port ${at.port}: ${code}`,
    hint: "Use an address of this machine and a port from 1024 on.",
  });
}
