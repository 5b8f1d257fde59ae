import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { exitCodes, Failure } from "../../api/failure";
import { databaseFile, keptText, siteKeyFile, tokenFile } from "../store/data-directory";
import { damaged } from "../store/damaged";
import { isDamaged } from "../store/disk-trouble";
import { contentsOf, snapshotInto } from "../store/snapshot";
import type { About, Secrets } from "./backup-file";
import { writeBackup } from "./backup-file";
import { noteBackup } from "./last-backup";

interface Wanted {
  dataDir: string;
  /** The file to make. */
  path: string;
  program: string;
  nowMs: number;
}

/** Backs a site up into one file, as it is at one moment; the backend may be at work on it. Tells what is in it. */
export function makeBackup({ dataDir, path, program, nowMs }: Wanted): About {
  if (!existsSync(join(dataDir, databaseFile))) throw nothingThere(dataDir);
  if (existsSync(path)) throw taken(path);
  const secrets = secretsOf(dataDir);
  const part = `${path}.part`;
  try {
    snapshotInto(join(dataDir, databaseFile), part);
    const about = { madeAt: new Date(nowMs).toISOString(), program, ...contentsOf(part) };
    writeBackup(path, { about, secrets, database: part });
    noteBackup(dataDir, { at: about.madeAt, file: path });
    return about;
  } catch (cause) {
    if (isDamaged(cause)) throw damaged(dataDir, cause);
    throw cause instanceof Failure ? cause : notMade(path, cause as Error);
  } finally {
    rmSync(part, { force: true });
  }
}

function secretsOf(dataDir: string): Secrets {
  const siteKey = keptText(join(dataDir, siteKeyFile));
  if (siteKey) return { siteKey, token: keptText(join(dataDir, tokenFile)) };
  throw new Failure("BACKUP_NO_KEY", {
    message: `${join(dataDir, siteKeyFile)} is missing: without it the database's keys are noise, and so would be its backup's`,
    hint: "Put the file back from where it was moved; a backend that runs here still needs it at its next start.",
  });
}

function nothingThere(dataDir: string): Failure {
  return new Failure("BACKUP_NOTHING", {
    message: `${dataDir} holds no site: there is no ${databaseFile} in it`,
    hint: "Name the folder that `latchkey serve` runs on with --data.",
    exit: exitCodes.usage,
  });
}

function taken(path: string): Failure {
  return new Failure("BACKUP_EXISTS", {
    message: `${path} is there already, and a backup never writes over anything`,
    hint: "Choose another name, one with the date in it for example.",
    exit: exitCodes.usage,
  });
}

function notMade(path: string, cause: Error): Failure {
  return new Failure("BACKUP_NOT_MADE", {
    message: `${path} was not made: ${cause.message}`,
    hint: "See that the folder is there, that you may write into it, and that it has room for twice the database.",
    cause,
  });
}
