import { toHex } from "../../../firmware/src/base/bytes";
import type { AirLine } from "../trace";

/** A frame whose time is not yet known. */
export type AirFrame = Omit<AirLine, "us">;

export interface FrameExtras {
  bits?: number;
  note?: string;
}

export const fromReader = (bytes: Uint8Array, extras: FrameExtras = {}): AirFrame => ({
  air: "out",
  bytes: toHex(bytes),
  ...extras,
});
export const fromCard = (bytes: Uint8Array, extras: FrameExtras = {}): AirFrame => ({
  air: "in",
  bytes: toHex(bytes),
  ...extras,
});

/** One byte and its parity bit at 106 kbit/s (ISO/IEC 14443-2, 8.1), and the least pause before an answer (14443-3, 6.2.1.1). */
const byteUs = 85;
const pauseUs = 91;

export const durationUs = (frames: AirFrame[]): number =>
  frames.reduce((sum, frame) => sum + Math.ceil((frame.bytes.length / 2) * byteUs) + pauseUs, 0);

/** `frames` one after the other from `fromUs` on, each as long as its bits need; closer where `room` us are less than that. */
export function timed(frames: AirFrame[], fromUs: number, room: number): AirLine[] {
  const need = durationUs(frames);
  const scale = need > room && need > 0 ? Math.max(0, room) / need : 1;
  return frames.map((frame, i) => ({ us: Math.round(fromUs + durationUs(frames.slice(0, i)) * scale), ...frame }));
}

/** `frames` so that the last ends at `toUs`, none before `fromUs`. */
export function timedUntil(frames: AirFrame[], fromUs: number, toUs: number): AirLine[] {
  const room = Math.max(0, toUs - fromUs);
  return timed(frames, toUs - Math.min(room, durationUs(frames)), room);
}
