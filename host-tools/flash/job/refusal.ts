import { exitCodes, Failure } from "../../api/failure";

/** Everything that ends a flashing job without success. */
export type RefusalName = keyof typeof refusals;

interface Words {
  message: string;
  hint: string;
  exit: number;
}

const again = "The board still starts to its prompt: check cable and supply, then run the same command again.";

const refusals = {
  DEVICE_SILENT: {
    message: "Nothing answers on this port.",
    hint: "Check that the board has power and that this is its port (and its speed, see --baud); press its reset button once and try again.",
    exit: exitCodes.silentDevice,
  },
  DEVICE_OTHER: {
    message: "Something answers on this port, but it is not the prompt of an Espruino interpreter",
    hint: "Choose the board's own port with --port; if it is, put the interpreter on it first (docs/flashing.md).",
    exit: exitCodes.silentDevice,
  },
  READER_LOCKED: {
    message: "This is a reader already, and its prompt is locked for good",
    hint: "Write the interpreter onto the board anew (docs/flashing.md), which erases keys and list; then flash again.",
    exit: exitCodes.silentDevice,
  },
  READER_TORN: {
    message: "This is a reader whose program is not whole: parts of it are of another version or damaged, so it keeps its door locked and runs nothing",
    hint: "Write the interpreter onto the board anew (docs/flashing.md), which erases keys and list; then flash again.",
    exit: exitCodes.silentDevice,
  },
  BOARD_WRONG: {
    message: "This board is not what --board says",
    hint: "Choose the right --board, or the right --port.",
    exit: exitCodes.silentDevice,
  },
  BOARD_REFUSED: {
    message: "This board cannot carry a reader",
    hint: "`latchkey board list` shows the boards that can, and why others cannot.",
    exit: exitCodes.usage,
  },
  LINE_BROKEN: { message: "The line to the board does not get through any more", hint: again, exit: exitCodes.silentDevice },
  DEVICE_LOST: { message: "The port is gone: the board was unplugged or lost its power", hint: again, exit: exitCodes.noDevice },
  FLASH_FAILED: { message: "The board could not write its flash", hint: `${again} If it happens again, its flash is worn out.`, exit: exitCodes.verifyFailed },
  VERIFY_FAILED: { message: "What lies on the board is not what was sent", hint: `${again} Nothing was started.`, exit: exitCodes.verifyFailed },
  FIRMWARE_SILENT: {
    message: "Everything was written and verified, but the firmware did not answer after the restart",
    hint: "Take the power away and give it back; if the reader stays dark, look at the wiring in the board's file and flash again.",
    exit: exitCodes.silentDevice,
  },
  FIRMWARE_OTHER: {
    message: "After the restart something else answered than was written",
    hint: "Run the command again; make sure that nobody else uses this port.",
    exit: exitCodes.verifyFailed,
  },
  INTERRUPTED: { message: "Stopped before the end", hint: again, exit: exitCodes.interrupted },
} satisfies Record<string, Words>;

/** The error of a job; `detail` says where it stood. */
export function refusal(name: RefusalName, detail = ""): Failure {
  const { message, hint, exit } = refusals[name];
  return new Failure(name, { message: detail ? `${message.replace(/\.$/, "")} (${detail}).` : `${message.replace(/\.$/, "")}.`, hint, exit });
}
