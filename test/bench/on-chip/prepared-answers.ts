import { chipNative } from "../../../firmware/src/espruino/native";
import { encodeFrame } from "../../../firmware/src/nfc/pn532-frame";

/* What a front end says, as the interpreter hears it: made once, so that nothing of it is counted with a tap. */
export const framed = (bytes: number[]): string => chipNative.text(encodeFrame(new Uint8Array(bytes)));
export const ack = chipNative.text(new Uint8Array([0, 0, 255, 0, 255, 0]));
/** To a listing: nobody, and the card that the list knows (test/bench/tap-flash). */
export const nobody = framed([0xd5, 0x4b, 0]);
export const known = framed([0xd5, 0x4b, 1, 1, 0, 4, 8, 4, 4, 0xa1, 0xb2, 0xc3]);
/** To the commands of the start, by their codes. */
export const setUp: { [code: number]: string } = { 2: framed([0xd5, 3, 0x32, 1, 6, 7]), 0x14: framed([0xd5, 0x15]), 0x32: framed([0xd5, 0x33]) };
