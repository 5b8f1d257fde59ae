/** A request that is refused for a reason its sender can mend. `docs/errors.md` lists the codes. */
export class Refusal extends Error {
  constructor(
    readonly status: 400 | 401 | 403 | 404 | 409 | 413 | 415 | 429 | 503 | 507,
    readonly code: string,
    message: string,
    readonly hint: string,
    /** Which fields of the request are wrong. */
    readonly fields?: { path: string; message: string }[],
  ) {
    super(message);
  }
}

export function notFound(what: string, id: number | string): Refusal {
  return new Refusal(404, "NOT_FOUND", `there is no ${what} ${id}`, "It may have been removed meanwhile: load the list again.");
}

/** What a database error means to the one who asked; undefined: nothing known. */
export function refusalOf(error: unknown): Refusal | undefined {
  const text = error instanceof Error ? error.message : "";
  if (/database or disk is full|SQLITE_FULL/i.test(text)) {
    const hint = "Free space where the data directory lies; nothing was changed.";
    return new Refusal(507, "STORE_FULL", "the disk is full, nothing can be saved", hint);
  }
  if (/UNIQUE constraint failed/i.test(text)) {
    return new Refusal(409, "NOT_UNIQUE", "this name or identifier is taken", "Choose another, or change the one there is.");
  }
  if (/FOREIGN KEY constraint failed/i.test(text)) {
    return new Refusal(
      409,
      "IN_USE",
      "something else refers to this, or it names something that is gone",
      "Load the page again.",
    );
  }
  return undefined;
}
