import type { Step, Verdict } from "./step";

/** What must answer after the restart. */
export interface Expected {
  /** Hexadecimal. */
  readerId: string;
  version: string;
}

const askMs = 1000;
/** A board may take half a minute to join its network before it listens on its cable. */
const askTries = 40;

/** Done only when the reader itself says who it is and what it runs. */
export function answerStep(expected: Expected): Step {
  return {
    title: "waiting for the firmware",
    send: () => "\nLK?status\n",
    accept(line): Verdict {
      const told = statusIn(line);
      if (!told) return "ignore";
      if (told.reader === expected.readerId && told.version === expected.version) return "done";
      return { refuse: "FIRMWARE_OTHER", detail: `version ${told.version} of reader ${told.reader}`, unchecked: true };
    },
    patienceMs: askMs,
    tries: askTries,
    silent: "FIRMWARE_SILENT",
    work: 0,
  };
}

function statusIn(line: string): { reader: string; version: string } | undefined {
  const start = line.indexOf("LK!");
  if (start < 0) return undefined;
  try {
    const { reader, version } = JSON.parse(line.slice(start + 3)) as Record<string, unknown>;
    return typeof reader === "string" && typeof version === "string" ? { reader, version } : undefined;
  } catch {
    return undefined;
  }
}
