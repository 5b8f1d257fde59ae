import type { ImportReport } from "../../api/import-report";
import { Refusal } from "../refusal";

const bom = [0xef, 0xbb, 0xbf];

/** A file as text. Spreadsheets of Korean offices save CP949, which is what Node decodes under the name euc-kr. */
export function readText(bytes: Uint8Array): { text: string; encoding: ImportReport["encoding"] } {
  if (bytes.includes(0)) throw notText();
  if (bom.every((byte, i) => bytes[i] === byte)) return { text: decode(bytes.subarray(3), "utf-8"), encoding: "utf-8-bom" };
  try {
    return { text: decode(bytes, "utf-8"), encoding: "utf-8" };
  } catch {
    return { text: decode(bytes, "euc-kr"), encoding: "cp949" };
  }
}

function decode(bytes: Uint8Array, label: string): string {
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes);
  } catch {
    throw notText();
  }
}

function notText(): Refusal {
  const hint = "Save it as CSV in UTF-8 or, from a Korean Excel, as CSV (CP949).";
  return new Refusal(400, "IMPORT_ENCODING", "the file is not text in UTF-8 or CP949", hint);
}

/** The delimiter that parts the first line into the most columns; quoted text does not count. */
export function guessDelimiter(text: string): string {
  const end = text.search(/[\r\n]/);
  const header = (end < 0 ? text : text.slice(0, end)).replace(/"[^"]*"/g, "");
  const counts = [",", ";", "\t", "|"].map((delimiter) => ({ delimiter, count: header.split(delimiter).length }));
  return counts.reduce((best, next) => (next.count > best.count ? next : best)).delimiter;
}
