import { status } from "../wire/cable";

/** Of a line begun. */
const lineMax = 80;

/** Where the cable cannot be unlocked (service-line.ts): answers the one question that is free to ask, and nothing else. */
export function statusLine(port: Serial, tell: () => object): void {
  let begun = "";
  port.on("data", (text: string) => {
    const lines = (begun + text).split("\n");
    begun = lines.pop()!.substr(0, lineMax);
    for (let i = 0; i < lines.length; i++) if (lines[i]!.indexOf(status) >= 0) port.write("LK!" + JSON.stringify(tell()) + "\n");
  });
}
