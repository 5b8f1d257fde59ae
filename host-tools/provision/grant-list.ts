import { parse } from "csv-parse/sync";
import { createTokens } from "../../firmware/src/credential/token";
import { tokenKeyOf } from "../../firmware/src/crypto/kdf";
import type { Grant } from "../../firmware/src/wire/grant";
import * as technology from "../../firmware/src/wire/technology";
import { Failure, exitCodes } from "../api/failure";
import { nobleCipher } from "../simulator/board/cipher";

const columns = ["technology", "identifier", "door", "validFrom", "validUntil"] as const;
type Row = Record<(typeof columns)[number], string>;

const technologies: Record<string, number> = { uid: technology.uid, ntag: technology.ntag };
const complaintsShown = 10;

/**
 * The grants in a CSV text with the columns technology, identifier, door, validFrom, validUntil, as tokens of the reader
 * whose device key is given. `door`: only rows of this name or of none are taken; empty takes all. Throws LIST_INVALID
 * with every bad row, and then nothing is taken.
 */
export function grantsFromCsv(text: string, deviceKey: Uint8Array, door = ""): Grant[] {
  const cipher = nobleCipher();
  const tokenOf = createTokens(cipher, tokenKeyOf(cipher, deviceKey));
  const complaints: string[] = [];
  const grants = new Map<string, Grant>();
  rowsOf(text).forEach((row, i) => {
    try {
      if (door && row.door && row.door !== door) return;
      const grant = grantOf(row, tokenOf);
      const key = Buffer.from(grant.token).toString("hex");
      if (grants.has(key)) throw new Error("the same credential stands on an earlier row");
      grants.set(key, grant);
    } catch (caught) {
      complaints.push(`row ${i + 2}: ${caught instanceof Error ? caught.message : String(caught)}`);
    }
  });
  if (complaints.length > 0) throw listInvalid(complaints);
  return [...grants.values()];
}

function rowsOf(text: string): Row[] {
  try {
    const rows = parse(text, { bom: true, columns: true, skip_empty_lines: true, trim: true }) as Row[];
    const missing = rows[0] ? columns.slice(0, 2).filter((column) => !(column in rows[0]!)) : [];
    if (missing.length > 0) throw new Error(`the column ${missing.join(" and ")} is missing`);
    return rows;
  } catch (caught) {
    throw listInvalid([caught instanceof Error ? caught.message : String(caught)]);
  }
}

function grantOf(row: Row, tokenOf: (technology: number, identifier: Uint8Array) => Uint8Array): Grant {
  const code = technologies[row.technology.toLowerCase()];
  if (!code) throw new Error(`the technology "${row.technology}" is not one of ${Object.keys(technologies).join(", ")}`);
  const clean = row.identifier.replace(/[\s:-]/g, "");
  if (!/^([0-9a-f]{2})+$/i.test(clean)) throw new Error(`the identifier "${row.identifier}" is not hexadecimal with two digits a byte`);
  return {
    token: tokenOf(code, new Uint8Array(Buffer.from(clean, "hex"))),
    levels: 1,
    validFrom: secondsOf(row.validFrom),
    validUntil: secondsOf(row.validUntil),
    flags: 0,
  };
}

/** Unix seconds of a date or a time; 0 for none. */
function secondsOf(text: string | undefined): number {
  if (!text) return 0;
  const seconds = /^\d{9,10}$/.test(text) ? Number(text) : Math.floor(Date.parse(text) / 1000);
  if (!(seconds > 0 && seconds < 2 ** 32)) throw new Error(`"${text}" is no date like 2026-11-30 or 2026-11-30T18:00:00Z`);
  return seconds;
}

function listInvalid(complaints: string[]): Failure {
  const more = complaints.length > complaintsShown ? ` and ${complaints.length - complaintsShown} more` : "";
  return new Failure("LIST_INVALID", {
    message: `The list cannot be used: ${complaints.slice(0, complaintsShown).join("; ")}${more}.`,
    hint: `Correct these rows; the columns are ${columns.join(",")}. Nothing was taken over.`,
    exit: exitCodes.usage,
  });
}
