import { exitCodes, Failure } from "../../api/failure";
import type { PortInfo } from "../../device/ports";

/** The port that `wanted` names, or the only one on USB. Throws PORT_NONE or PORT_SEVERAL. */
export function choosePort(wanted: string | undefined, ports: PortInfo[]): string {
  if (wanted) return wanted;
  const boards = ports.filter((port) => port.vendorId !== undefined);
  if (boards.length === 1) return boards[0]!.path;
  if (boards.length === 0) {
    throw new Failure("PORT_NONE", {
      message: "No board is plugged in: this machine has no serial port on USB.",
      hint: "Use a cable that carries data, or name the port with --port.",
      exit: exitCodes.noDevice,
    });
  }
  throw new Failure("PORT_SEVERAL", {
    message: `Several boards are plugged in: ${boards.map((port) => port.path).join(", ")}.`,
    hint: "Name the one to write with --port; `latchkey devices` shows which is which.",
    exit: exitCodes.noDevice,
  });
}
