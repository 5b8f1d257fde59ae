import type { Target } from "../../../firmware/src/nfc/iso14443a";
import { withCrc } from "./crc";
import { fromCard, fromReader, type AirFrame } from "./sketch";

const selectCodes = [0x93, 0x95, 0x97];
const cascadeTag = 0x88;
const notComplete = 0x04;
/** FSDI 5 (64 bytes), CID 0: what the PN532 says of itself (UM0701-02, 7.3.5, does not state it). */
const rats = [0xe0, 0x50];

const chipDidThis = "rebuilt from InListPassiveTarget: the chip did this by itself";

/** REQA to SAK, and RATS where the card speaks ISO/IEC 14443-4, as one card's listing implies them (14443-3, 6.5; 14443-4, 5). */
export function activation(target: Target): AirFrame[] {
  const frames = [
    fromReader(Uint8Array.of(0x26), { bits: 7, note: chipDidThis }),
    fromCard(Uint8Array.of(target.atqa & 0xff, target.atqa >> 8), { note: chipDidThis }),
  ];
  const levels = (target.uid.length - 1) / 3;
  for (let level = 0; level < levels; level++) frames.push(...cascade(target, level, level === levels - 1));
  if (target.ats) frames.push(...protocolActivation(target.ats));
  return frames;
}

function cascade(target: Target, level: number, last: boolean): AirFrame[] {
  const part = last ? [...target.uid.subarray(level * 3)] : [cascadeTag, ...target.uid.subarray(level * 3, level * 3 + 3)];
  const check = part.reduce((sum, byte) => sum ^ byte, 0);
  const select = selectCodes[level]!;
  const note = chipDidThis;
  return [
    fromReader(Uint8Array.of(select, 0x20), { note }),
    fromCard(Uint8Array.of(...part, check), { note: `${note}; the check byte is computed` }),
    fromReader(withCrc(Uint8Array.of(select, 0x70, ...part, check)), { note: `${note}; the CRC is computed` }),
    fromCard(withCrc(Uint8Array.of(last ? target.sak : notComplete)), { note: `${note}; the CRC is computed` }),
  ];
}

function protocolActivation(ats: Uint8Array): AirFrame[] {
  return [
    fromReader(withCrc(Uint8Array.from(rats)), { note: `${chipDidThis}; its parameter byte is the chip's known habit` }),
    fromCard(withCrc(ats), { note: `${chipDidThis}; the CRC is computed` }),
  ];
}
