import type { Unlock } from "../../api/cable";
import type { ApiClient } from "../../api/client";
import { exitCodes, Failure } from "../../api/failure";
import { pathOf, paths } from "../../api/paths";
import type { CableTalk, ReaderStatus } from "../../device/cable";

/** Other tools on the line, or a reader that started meanwhile. */
const staleTries = 3;
const refusals = ["unlocked", "wrong", "barred", "stale", "expired", "scope", "uncounted", "unknown"];

/** Unlocks the reader at the cable for traces with what the backend makes for it; tells for how many seconds. Throws CABLE_*. */
export async function unlockForTrace(cable: CableTalk, client: ApiClient, reader: string, reason: string): Promise<number> {
  for (let i = 0; i < staleTries; i++) {
    const { challenge } = mustBe(await cable.status(), reader);
    const wish = { challenge, scope: "trace", reason };
    const { scope, until, mac } = await client.send<Unlock>("POST", pathOf(paths.readerUnlocks, reader), wish).catch((caught: unknown) => {
      throw caught instanceof Failure && caught.code === "NOT_FOUND" ? stranger(reader) : caught;
    });
    const [answer, seconds] = await cable.ask(`unlock ${challenge} ${scope} ${until} ${mac}`, ([word]) => refusals.includes(word!));
    if (answer === "unlocked") return Number(seconds);
    if (answer !== "stale") throw refused(answer!, Number(seconds ?? 0));
  }
  throw refused("stale", 0);
}

/** A reader that can be unlocked. Throws READER_TORN, CABLE_NOBODY, CABLE_FIRMWARE or CABLE_READER. */
export function mustBe(status: ReaderStatus, reader = status.reader): ReaderStatus & { challenge: string } {
  const { challenge, fault, version } = status;
  if (fault === "programTorn") {
    throw refuse("READER_TORN", exitCodes.silentDevice, {
      message: "The reader's program is not whole; nothing of it runs.",
      hint: "Write the interpreter anew, then `latchkey flash`.",
    });
  }
  if (!status.reader) {
    throw refuse("CABLE_NOBODY", exitCodes.silentDevice, {
      message: "The board on this port runs Latchkey and is nobody's reader yet.",
      hint: "`latchkey flash` gives it an identity.",
    });
  }
  if (challenge === undefined) {
    throw refuse("CABLE_FIRMWARE", exitCodes.silentDevice, {
      message: `The reader's firmware (version ${version}) records no traces over its cable.`,
      hint: "Record through the backend, with --reader alone; or flash a newer version. Some small boards are made without it.",
    });
  }
  if (status.reader !== reader) {
    throw refuse("CABLE_READER", exitCodes.silentDevice, {
      message: `Another reader, ${status.reader}, answers on this port now.`,
      hint: "One reader at a time; run the command again.",
    });
  }
  return { ...status, challenge };
}

function stranger(reader: string): Failure {
  return refuse("CABLE_UNKNOWN", exitCodes.noPermission, {
    message: `This backend has no reader ${reader}, which is on this port: it is another site's, works by a list of its own, or was removed.`,
    hint: "Use the backend at which it was enrolled (--server, --data). Without one there is nobody who could unlock its cable.",
  });
}

function refused(answer: string, seconds: number): Failure {
  switch (answer) {
    case "wrong":
      return refuse("CABLE_WRONG", exitCodes.noPermission, {
        message: `The reader did not take the unlock: this backend does not have its key.${seconds ? ` Its cable is barred for ${seconds} s now.` : ""}`,
        hint: "Use the backend at which it was enrolled (--server, --data). Three wrong ones in a row bar the cable, each is an event.",
      });
    case "barred":
      return refuse("CABLE_BARRED", exitCodes.noPermission, {
        message: `The reader's cable is barred for another ${seconds} s, after wrong unlocks.`,
        hint: "Wait so long; taking its power away begins the time anew. Look in the console who was at the reader.",
      });
    case "expired":
      return refuse("CABLE_EXPIRED", exitCodes.noPermission, {
        message: "The reader's clock says that the unlock is over: it and the backend's are 15 minutes or more apart.",
        hint: "Set the backend's clock; a reader that reaches the backend sets its own.",
      });
    case "uncounted":
      return refuse("CABLE_FLASH", exitCodes.noPermission, {
        message: "The reader could not note the try on its flash, so it did not look at it.",
        hint: "The board's flash is worn out: replace the board.",
      });
    default:
      return refuse("CABLE_REFUSED", exitCodes.noPermission, {
        message: `The reader did not take the unlock ("${answer}").`,
        hint: "Another tool may speak on the line, or the firmware is of another version: close the other, or flash the reader.",
      });
  }
}

function refuse(code: string, exit: number, parts: { message: string; hint: string }): Failure {
  return new Failure(code, { ...parts, exit });
}
