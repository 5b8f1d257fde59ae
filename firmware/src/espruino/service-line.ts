import type { Board } from "../reader/board";
import type { Inside, Reader } from "../reader/reader";
import type { Status } from "../reader/service-line";
import { openCable } from "../reader/cable";
import { hearText, newServiceLine } from "../reader/service-line";

/** Answers whoever is at the other end of the cable. */
export function serviceLine(port: Serial, status: () => Status, board: Board, reader: Reader): void {
  const open = () => openCable({ board: board, house: reader as Inside, base64: (bytes: Uint8Array) => btoa(board.native.text(bytes)) });
  const line = newServiceLine(board.clock, port, status, reader.stores ? open : undefined);
  port.on("data", (text: string) => hearText(line, text));
}
