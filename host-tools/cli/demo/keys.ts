import type { Site } from "../../simulator/site";
import { badCard, goodCard } from "./people";

/** One key is one act at the door chosen; without a terminal, the letters come as lines. Resolves at q or the end of input. */
export function listenToKeys(site: Site, say: (text: string) => void): Promise<void> {
  let at = 0;
  const acts: Record<string, () => string> = {
    t: () => (site.tap(site.doors[at]!.name, goodCard), `good card at ${site.doors[at]!.name}`),
    b: () => (site.tap(site.doors[at]!.name, badCard), `bad card at ${site.doors[at]!.name}`),
    d: () => ((at = (at + 1) % site.doors.length), `now at ${site.doors[at]!.name}`),
    o: () => {
      const { link, name } = site.doors[at]!;
      link.connected = !link.connected;
      return `${name} is ${link.connected ? "back on the network" : "cut off from the network: it goes on deciding"}`;
    },
  };
  const input = process.stdin;
  if (input.isTTY) input.setRawMode(true);
  return new Promise((done) => {
    input.on("data", (text: Buffer) => {
      for (const key of text.toString()) {
        /* Ctrl-C arrives as a key while the terminal is raw. */
        if (key === "q" || key === "\u0003") return done();
        const act = acts[key];
        if (act) say(act());
      }
    });
    if (input.isTTY) input.on("end", done);
  });
}

/** Lets the terminal be as it was; an input that is still read would keep the process alive. */
export function stopListening(): void {
  if (process.stdin.isTTY) process.stdin.setRawMode(false);
  process.stdin.pause();
}
