import type { Hash } from "node:crypto";
import { createHash } from "node:crypto";
import { closeSync, fsyncSync, openSync, readSync, rmSync, statSync, writeSync } from "node:fs";
import { z } from "zod";
import { exitCodes, Failure } from "../../api/failure";

/*
 * A backup is one file: three lines of text, then bytes to the end.
 *   1  what it is, for people and programs that meet it
 *   2  what is in it (`about`), one line of JSON
 *   3  SHA-256, base 16, of the second line and of all that follows the third
 *   -  the site's secrets, `secretBytes` of JSON; then the database, a whole SQLite file
 */
const firstLine = "Latchkey backup 1: holds the keys of a site, keep it like one";
/** Ample for the three lines. */
const headBytesMax = 4096;
const chunkBytes = 1 << 20;

const aboutShape = z.object({
  madeAt: z.iso.datetime(),
  program: z.string(),
  site: z.string(),
  people: z.number(),
  credentials: z.number(),
  doors: z.number(),
  readers: z.number(),
  events: z.number(),
  /** Version of the database's schema. */
  schema: z.number().int(),
});
/** What is in a backup, and since when. */
export type About = z.infer<typeof aboutShape>;
const lineShape = aboutShape.extend({ secretBytes: z.number().int() });

/** What lies beside the database; without the site key its keys are noise. */
const secretsShape = z.object({ siteKey: z.string(), token: z.string() });
export type Secrets = z.infer<typeof secretsShape>;

/** Writes the new file `path`; the database lies whole in the file `database`. Throws where `path` is there already. */
export function writeBackup(path: string, what: { about: About; secrets: Secrets; database: string }): void {
  const secrets = Buffer.from(JSON.stringify(what.secrets));
  const about = JSON.stringify({ ...what.about, secretBytes: secrets.length });
  const hash = createHash("sha256").update(about).update(secrets);
  eachChunk(what.database, 0, (chunk) => hash.update(chunk));
  const out = openSync(path, "wx", 0o600);
  try {
    writeSync(out, `${firstLine}\n${about}\n${hash.digest("hex")}\n`);
    writeSync(out, secrets);
    eachChunk(what.database, 0, (chunk) => writeAll(out, chunk));
    fsyncSync(out);
  } catch (error) {
    rmSync(path);
    throw error;
  } finally {
    closeSync(out);
  }
}

/** A backup that is as it was written. */
export interface Opened {
  about: About;
  secrets: Secrets;
  /** Writes the database into the new file `target`. */
  extract(target: string): void;
}

/** Reads the whole file once and believes it only then. Throws BACKUP_UNREADABLE, BACKUP_FOREIGN or BACKUP_DAMAGED. */
export function openBackup(path: string): Opened {
  const head = readStart(path);
  const lines = head.toString("latin1").split("\n", 3);
  if (lines[0] !== firstLine) throw foreign(path, lines[0]!);
  const bodyAt = lines.reduce((sum, line) => sum + line.length + 1, 0);
  const aboutLine = head.subarray(lines[0].length + 1, lines[0].length + 1 + (lines[1] ?? "").length);
  const hash = createHash("sha256").update(aboutLine);
  if (sumOf(path, bodyAt, hash) !== lines[2]) throw damaged(path);
  const { secretBytes, ...about } = lineShape.parse(JSON.parse(aboutLine.toString()));
  const databaseAt = bodyAt + secretBytes;
  const secrets = secretsShape.parse(JSON.parse(readFrom(path, bodyAt, secretBytes).toString()));
  return { about, secrets, extract: (target) => copyFrom(path, databaseAt, target) };
}

function sumOf(path: string, from: number, hash: Hash): string {
  eachChunk(path, from, (chunk) => hash.update(chunk));
  return hash.digest("hex");
}

function copyFrom(path: string, from: number, target: string): void {
  const out = openSync(target, "wx", 0o600);
  try {
    eachChunk(path, from, (chunk) => writeAll(out, chunk));
    fsyncSync(out);
  } finally {
    closeSync(out);
  }
}

function readStart(path: string): Buffer {
  try {
    if (!statSync(path).isFile()) throw new Error("it is no file");
    return readFrom(path, 0, headBytesMax);
  } catch (cause) {
    throw new Failure("BACKUP_UNREADABLE", {
      message: `${path} cannot be read: ${(cause as Error).message}`,
      hint: "Give the path of a file that `latchkey backup` made, and see that you may read it.",
      cause,
    });
  }
}

function readFrom(path: string, from: number, bytes: number): Buffer {
  const file = openSync(path, "r");
  try {
    const buffer = Buffer.alloc(bytes);
    return buffer.subarray(0, readSync(file, buffer, 0, bytes, from));
  } finally {
    closeSync(file);
  }
}

/** The chunk is used again for the next one. */
function eachChunk(path: string, from: number, take: (chunk: Buffer) => unknown): void {
  const file = openSync(path, "r");
  const buffer = Buffer.alloc(chunkBytes);
  try {
    for (let at = from; ;) {
      const count = readSync(file, buffer, 0, chunkBytes, at);
      if (count === 0) return;
      take(buffer.subarray(0, count));
      at += count;
    }
  } finally {
    closeSync(file);
  }
}

function writeAll(file: number, chunk: Buffer): void {
  for (let at = 0; at < chunk.length;) at += writeSync(file, chunk, at);
}

/** A bare database is the likeliest mistake: somebody copied it by hand. */
function foreign(path: string, start: string): Failure {
  const isDatabase = start.startsWith("SQLite format 3");
  const newer = start.startsWith("Latchkey backup ");
  const why = isDatabase ? "it is a bare database, without the keys that belong to it" : newer ? "a newer Latchkey wrote it" : "it begins otherwise";
  return new Failure("BACKUP_FOREIGN", {
    message: `${path} is no backup that this Latchkey reads: ${why}`,
    hint: newer ? "Restore it with the newer version." : "Give a file that `latchkey backup` made.",
    exit: exitCodes.usage,
  });
}

function damaged(path: string): Failure {
  return new Failure("BACKUP_DAMAGED", {
    message: `${path} is not as it was written: it was cut off on its way here, or its medium fails`,
    hint: "Copy it here again from where it was made, or take an older backup. Nothing was changed.",
    exit: exitCodes.verifyFailed,
  });
}
