import type { Board } from "../reader/board";
import type { Inside, Reader } from "../reader/reader";
import type { ServiceRoom, Status } from "../reader/service-line";
import { openCable } from "../reader/cable";
import { hearText, newServiceLine } from "../reader/service-line";

/** Answers whoever is at the other end of the cable. */
export function serviceLine(port: Serial, status: () => Status, board: Board, reader: Reader): void {
  const room: ServiceRoom = { clock: board.clock, write: (text: string) => port.write(text), status: status };
  if (reader.stores) {
    room.openCable = () => openCable({ board: board, house: reader as Inside, base64: (bytes: Uint8Array) => btoa(board.native.text(bytes)) });
  }
  const line = newServiceLine(room);
  port.on("data", (text: string) => hearText(line, text));
}
