import { parseTargets } from "../../firmware/src/nfc/iso14443a";
import { code, commandNames, statusNames, withStatus } from "./command-names";
import type { Piece } from "./pieces";

export interface Explanation {
  words: string;
  /** True where the conversation went wrong. */
  trouble: boolean;
}

const good = (words: string): Explanation => ({ words, trouble: false });
const bad = (words: string): Explanation => ({ words, trouble: true });

/** What a piece means in words; `asked` is the command it follows, if any. */
export function explain(piece: Piece, dir: "out" | "in", asked: Piece | undefined): Explanation {
  if (piece.kind === "command") return good(explainCommand(piece.data));
  if (piece.kind === "answer") return explainAnswer(piece.data, asked?.data);
  if (piece.kind === "ack") return dir === "in" ? good("heard") : bad("abort what you do");
  if (piece.kind === "nack") return bad(dir === "out" ? "say that again" : "refused");
  if (piece.kind === "error") return bad("not understood: unknown command or parameter");
  if (piece.kind === "wakeUp") return good("wake up");
  return bad(piece.kind === "broken" ? "broken frame: wrong length or checksum" : "noise: no frame");
}

function explainCommand(data: Uint8Array): string {
  const name = commandNames[data[1]!] ?? `unknown command ${hex(data[1]!)}`;
  const p = data.subarray(2);
  if (data[1] === code.list) return `who is there? at most ${p[0]}, ${modulation(p[1])}`;
  if (data[1] === code.dataExchange) return `to card ${p[0]! & 0x0f}: ${cardCommand(p.subarray(1))}`;
  if (data[1] === code.communicateThru) return `on the air: ${cardCommand(p)}`;
  if (data[1] === code.rfConfiguration) return `${name}: ${rfItem(p)}`;
  return name;
}

const modulations = ["type A", "FeliCa 212", "FeliCa 424", "type B", "Jewel"];
const modulation = (number: number | undefined): string => modulations[number ?? -1] ?? "unknown modulation";

function rfItem(p: Uint8Array): string {
  if (p[0] === 1) return p[1]! & 1 ? "field on" : "field off";
  if (p[0] === 2) return "timings";
  if (p[0] === 4 || p[0] === 5) return p[0] === 5 && p[3] === 0xff ? "look for cards without end" : "retries";
  return `item ${p[0]}`;
}

/** Commands of type 2 tags and of activation by hand (ISO/IEC 14443-3, NTAG21x data sheet, 10). */
function cardCommand(frame: Uint8Array): string {
  const [command, a, b] = frame;
  if (command === 0x26 && frame.length === 1) return "REQA";
  if (command === 0x52 && frame.length === 1) return "WUPA";
  if (command === 0x93 || command === 0x95 || command === 0x97)
    return `${a === 0x70 ? "SELECT" : "anticollision"} level ${(command - 0x91) / 2}`;
  if (command === 0x30) return `READ page ${a}`;
  if (command === 0x3a) return `FAST_READ pages ${a}-${b}`;
  if (command === 0xa2 || command === 0xa0) return `WRITE page ${a}`;
  if (command === 0x60 && frame.length !== 13) return "GET_VERSION";
  if (command === 0x1b) return "PWD_AUTH";
  if (command === 0x50 && a === 0) return "HALT";
  return `${frame.length} bytes`;
}

function explainAnswer(data: Uint8Array, asked: Uint8Array | undefined): Explanation {
  const command = data[1]! - 1;
  if (!asked) return bad("an answer that nobody asked for");
  if (asked[1] !== command) return bad(`answer to ${commandNames[command] ?? "an unknown command"}, not to what was asked`);
  const rest = data.subarray(2);
  if (command === code.list) return explainTargets(rest);
  if (command === code.getFirmwareVersion) return firmware(rest);
  if (withStatus.includes(command)) return explainStatus(rest);
  return good(rest.length > 0 ? `done, ${count(rest.length)}` : "done");
}

function firmware([ic, version, revision]: Uint8Array): Explanation {
  return ic === 0x32 ? good(`PN532, firmware ${version}.${revision}`) : bad(`no PN532: IC byte ${hex(ic ?? 0)}`);
}

function explainStatus(data: Uint8Array): Explanation {
  const status = data[0] === undefined ? undefined : data[0] & 0x3f;
  if (status === undefined) return bad("no status byte");
  if (status !== 0) return bad(statusNames[status] ?? `error ${hex(status)}`);
  return good(data.length > 1 ? `ok, ${count(data.length - 1)}` : "ok");
}

function explainTargets(data: Uint8Array): Explanation {
  if (data[0] === 0) return good("nobody");
  try {
    const cards = parseTargets(data);
    const words = cards.map((card) => [...card.uid].map(hex).join(""));
    return good(`${cards.length === 1 ? "card" : "cards"} ${words.join(" and ")}`);
  } catch {
    return asOther(data);
  }
}

/** Targets of another modulation, or lengths that lie. */
function asOther(data: Uint8Array): Explanation {
  return bad(`${data[0]} targets that are no type A cards`);
}

const count = (bytes: number): string => (bytes === 1 ? "1 byte" : `${bytes} bytes`);
const hex = (byte: number): string => byte.toString(16).toUpperCase().padStart(2, "0");
