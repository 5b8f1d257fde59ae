import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** The network between a tool and its backend, which can be cut for one kind of request. */
export class WayToBackend {
  /** Requests whose method and path match this get no answer. */
  cut: RegExp | undefined;

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async open(backend: string): Promise<WayToBackend> {
    const server = createServer((asked, answer) => (way.cut?.test(`${asked.method} ${asked.url}`) ? asked.destroy() : passOn(backend, asked, answer)));
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const way = new WayToBackend(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    return way;
  }

  close(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((closed) => this.server.close(() => closed()));
  }
}

function passOn(backend: string, asked: IncomingMessage, answer: ServerResponse): void {
  const { method, headers } = asked;
  const onwards = request(backend + asked.url, { method, headers: { ...headers, host: new URL(backend).host } }, (got) => {
    answer.writeHead(got.statusCode!, got.headers);
    got.pipe(answer);
  });
  asked.pipe(onwards);
}
