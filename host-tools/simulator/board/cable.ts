import type { Board } from "../../../firmware/src/reader/board";
import { openCable } from "../../../firmware/src/reader/cable";
import type { Inside, Reader } from "../../../firmware/src/reader/reader";
import { hearText, newServiceLine } from "../../../firmware/src/reader/service-line";

declare function btoa(bytes: string): string;

/** The reader's end of the cable; the other one is in your hands. Text goes as it does on a line: one character a byte. */
export class SimulatedCable {
  private toReader: (text: string) => void = () => undefined;
  private toTool: (text: string) => void = () => undefined;

  /** What the reader says, in the pieces in which it does. */
  onText(listen: (text: string) => void): void {
    this.toTool = listen;
  }

  write(text: string): void {
    this.toReader(text);
  }

  /** As the board's own program does it (firmware/src/espruino/service-line.ts). */
  plugInto(board: Board, reader: Reader, version: string): void {
    const status = () => ({ reader: reader.id, version, epoch: reader.epoch, fault: reader.lastFault, vars: 0 });
    const open = () => openCable({ board, house: reader as Inside, base64: (bytes) => btoa(board.native.text(bytes)) });
    const line = newServiceLine(board.clock, { write: (text) => this.toTool(text) }, status, reader.stores ? open : undefined);
    this.toReader = (text) => hearText(line, text);
  }

  /** The board has no power. */
  dead(): void {
    this.toReader = () => undefined;
  }
}
