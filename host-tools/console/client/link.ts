import { signal } from "@preact/signals";
import type { Bytes } from "../../../firmware/src/base/bytes";
import type { Link } from "../../../firmware/src/hal/link";
import { paths } from "../../api/paths";

const retryMs = 2000;

/** The reader's sealed frames, one a message, over a WebSocket. Like any datagram link it may lose them and says nothing about it. */
export class SocketLink implements Link {
  readonly up = signal(false);
  readonly plugged = signal(true);
  private socket: WebSocket | undefined;
  private receive: (datagram: Bytes) => void = () => undefined;
  private retry: number | undefined;
  private closed = false;

  constructor() {
    this.open();
  }

  send(datagram: Bytes): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(new Uint8Array(datagram));
  }

  listen(receive: (datagram: Bytes) => void): void {
    this.receive = receive;
  }

  /** Pulls the network cable, or puts it back. */
  plug(on: boolean): void {
    this.plugged.value = on;
    if (on) this.open();
    else this.drop();
  }

  close(): void {
    this.closed = true;
    this.drop();
  }

  private open(): void {
    if (this.closed || this.socket || !this.plugged.value) return;
    const socket = new WebSocket(new URL(paths.link, location.href.replace(/^http/, "ws")));
    socket.binaryType = "arraybuffer";
    socket.onopen = () => (this.up.value = true);
    socket.onmessage = (message) => {
      if (message.data instanceof ArrayBuffer) this.receive(new Uint8Array(message.data));
    };
    socket.onclose = () => this.lost(socket);
    this.socket = socket;
  }

  private lost(socket: WebSocket): void {
    if (this.socket !== socket) return;
    this.socket = undefined;
    this.up.value = false;
    this.retry = setTimeout(() => this.open(), retryMs);
  }

  private drop(): void {
    clearTimeout(this.retry);
    const socket = this.socket;
    this.socket = undefined;
    this.up.value = false;
    socket?.close();
  }
}
