import { exitCodes, Failure } from "../../api/failure";

const hint = "Take the file from its source again; `latchkey trace convert --help` says what can be read.";

/** A foreign file that does not hold what it claims. */
export const refuse = (code: string, message: string): Failure =>
  new Failure(code, { message, hint, exit: exitCodes.verifyFailed });

/** Larger files of other programs are no captures of a door. */
export const foreignBytesMax = 16 << 20;
/** A frame of ISO/IEC 14443 has at most 256 bytes and its CRC; a longer one is a length that lies. */
export const airFrameBytesMax = 512;
