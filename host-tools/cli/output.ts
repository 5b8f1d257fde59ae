/** One line of data on standard output: an object with --json, its text without. Talk goes to `say`. */
export function put(json: boolean, data: object, text: string): void {
  process.stdout.write((json ? JSON.stringify(data) : text) + "\n");
}

/** Words for a person, on standard error, so that standard output stays data. */
export function say(text: string): void {
  process.stderr.write(text + "\n");
}

/** Ends quietly where the reader of our output has gone, as `head` does when it has enough. */
export function endWithReader(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
      process.exit(0);
    });
  }
}

/** Resolves at the first Ctrl-C or termination signal. */
export function interrupted(): Promise<void> {
  return new Promise((done) => {
    process.once("SIGINT", () => done());
    process.once("SIGTERM", () => done());
  });
}
