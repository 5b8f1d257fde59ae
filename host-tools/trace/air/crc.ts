import { crcA } from "../../simulator/pn532/raw-field";

/** `frame` with its CRC_A behind it (ISO/IEC 14443-3, 6.2.4). */
export const withCrc = (frame: Uint8Array): Uint8Array => Uint8Array.of(...frame, ...crcA(frame));

/** Whether the last two bytes are the CRC_A of those before them. */
export function endsInCrc(frame: Uint8Array): boolean {
  if (frame.length < 3) return false;
  const [low, high] = crcA(frame.subarray(0, -2));
  return frame.at(-2) === low && frame.at(-1) === high;
}
