import { spawn } from "node:child_process";
import { existsSync, lstatSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import { Failure, exitCodes } from "../api/failure";

/** Our end of a pseudo-terminal whose other end anyone may open at `path`. */
export interface Pty {
  path: string;
  write(bytes: Uint8Array): void;
  onData(listen: (bytes: Uint8Array) => void): void;
  /** Closes both ends and removes the link. */
  close(): Promise<void>;
}

const readyMs = 5000;

/** Makes a raw pseudo-terminal with a link at `link`. Throws SOCAT_MISSING or PTY_FAILED. */
export async function openPty(link: string): Promise<Pty> {
  const path = resolve(link);
  mustBeFree(path);
  const child = spawn("socat", [`pty,link=${path},raw,echo=0`, "stdio"], { stdio: ["pipe", "pipe", "pipe"], detached: true });
  let complaint = "";
  child.stderr.on("data", (text: Buffer) => (complaint += text.toString()));
  child.stdin.on("error", () => undefined);
  const ended = new Promise<void>((done) => child.once("close", () => done()));
  await new Promise<void>((ready, fail) => {
    const stop = (failure: Failure) => (clearInterval(poll), clearTimeout(limit), fail(failure));
    const poll = setInterval(() => existsSync(path) && (clearInterval(poll), clearTimeout(limit), ready()), 10);
    const limit = setTimeout(() => (child.kill(), stop(ptyFailed(path, "it did not appear in time"))), readyMs);
    child.once("error", () => stop(socatMissing()));
    child.once("exit", () => stop(ptyFailed(path, complaint.trim() || "socat ended")));
  });
  return {
    path,
    write: (bytes) => void child.stdin.write(bytes),
    onData: (listen) => void child.stdout.on("data", (bytes: Buffer) => listen(new Uint8Array(bytes))),
    async close() {
      child.kill();
      await ended;
    },
  };
}

/** A link whose terminal is gone was left by a program that was killed; anything else is somebody's. */
function mustBeFree(path: string): void {
  if (/[,!]/.test(path)) throw ptyFailed(path, "its name has a comma or an exclamation mark, which socat takes for its own");
  if (existsSync(path)) throw ptyFailed(path, "something is already there");
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) rmSync(path);
}

function socatMissing(): Failure {
  return new Failure("SOCAT_MISSING", {
    message: "A pseudo-terminal needs the program socat, which is not on this machine.",
    hint: "Install it (Debian, Ubuntu: `apt install socat`) and run this again.",
    exit: exitCodes.noDevice,
  });
}

function ptyFailed(path: string, why: string): Failure {
  return new Failure("PTY_FAILED", {
    message: `No pseudo-terminal could be made at ${path}: ${why}.`,
    hint: "Choose a path in a folder that you may write, and that is not there yet.",
    exit: exitCodes.noPermission,
  });
}
