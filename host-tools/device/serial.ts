import type { SerialPort } from "serialport";
import { accessSync, constants, existsSync } from "node:fs";
import { exitCodes, Failure } from "../api/failure";

/** A serial line to a board, by the path of its port; pseudo-terminals are ports too. */
export interface SerialLine {
  path: string;
  write(text: string): void;
  /** Text with one character for each byte. */
  onText(listen: (text: string) => void): void;
  /** Called once when the line is gone by itself: unplugged, or the other end closed. */
  onLost(listen: () => void): void;
  close(): Promise<void>;
}

/** Throws PORT_MISSING, PORT_PERMISSION, PORT_BUSY, PORT_FAILED or SERIAL_SUPPORT. */
export async function openSerial(path: string, baud: number): Promise<SerialLine> {
  mustBeThere(path);
  const serial = await serialSupport();
  const port = new serial.SerialPort({ path, baudRate: baud, autoOpen: false });
  await new Promise<void>((done, fail) => port.open((error) => (error ? fail(portFailure(path, error)) : done())));
  /* Boards that are reset by these lines run when both are set; pseudo-terminals have none, which is no error. */
  await new Promise<void>((done) => port.set({ dtr: true, rts: true }, () => done()));
  let lost: (() => void) | undefined;
  let closing = false;
  port.on("close", () => void (closing || lost?.()));
  port.on("error", () => void (closing || lost?.()));
  return {
    path,
    write: (text) => void port.write(text, "latin1"),
    onText: (listen) => void port.on("data", (bytes: Buffer) => listen(bytes.toString("latin1"))),
    onLost(listen) {
      lost = () => ((lost = undefined), listen());
    },
    close() {
      closing = true;
      return new Promise((done) => (port.isOpen ? port.close(() => done()) : done()));
    },
  };
}

function mustBeThere(path: string): void {
  if (!existsSync(path)) {
    throw new Failure("PORT_MISSING", {
      message: `There is no port ${path}.`,
      hint: "Plug the board in and look at `latchkey devices`; a cable for charging only has no data lines.",
      exit: exitCodes.noDevice,
    });
  }
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
  } catch (cause) {
    throw permission(path, cause);
  }
}

async function serialSupport(): Promise<{ SerialPort: typeof SerialPort }> {
  try {
    return await import("serialport");
  } catch (cause) {
    throw new Failure("SERIAL_SUPPORT", {
      message: "The package serialport, which speaks to serial lines, is not installed on this machine.",
      hint: "Run `npm install serialport`; it is optional because it must be built where no prebuilt one fits.",
      cause,
    });
  }
}

function portFailure(path: string, error: Error): Failure {
  if (/permission|EACCES|access denied/i.test(error.message)) return permission(path, error);
  if (/lock|busy|EBUSY|temporarily unavailable/i.test(error.message)) {
    return new Failure("PORT_BUSY", {
      message: `Another program has the port ${path} open.`,
      hint: "Close terminals and monitors on it; on Linux `fuser -v " + path + "` names the program (ModemManager and brltty are known for it).",
      exit: exitCodes.noPermission,
      cause: error,
    });
  }
  return new Failure("PORT_FAILED", {
    message: `The port ${path} cannot be opened: ${error.message}.`,
    hint: "Unplug the board, plug it in again and look at `latchkey devices`.",
    exit: exitCodes.noDevice,
    cause: error,
  });
}

function permission(path: string, cause: unknown): Failure {
  return new Failure("PORT_PERMISSION", {
    message: `You may not use the port ${path}.`,
    hint: "On Linux: `sudo usermod -aG dialout $USER`, then sign out and in again.",
    exit: exitCodes.noPermission,
    cause,
  });
}
