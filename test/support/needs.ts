import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** What a test may need beyond Node, and what to tell a person who lacks it. */
const tools: Record<string, string> = {
  socat: "apt install socat",
  "nfc-list": "apt install libnfc-bin",
  "nfc-mfultralight": "apt install libnfc-bin",
  "mifare-desfire-info": "apt install libfreefare-bin",
  tshark: "apt install tshark",
  openssl: "apt install openssl",
  chromium: "apt install chromium fonts-nanum",
  valgrind: "apt install valgrind",
  "proxmark-traces": "set PROXMARK_TRACES to the folder traces/ of the Proxmark3's own repository",
  espruino: "set ESPRUINO to the Linux build of the Espruino interpreter",
};

function found(tool: string): boolean {
  if (tool === "espruino") return !!process.env.ESPRUINO && existsSync(process.env.ESPRUINO);
  if (tool === "proxmark-traces") return !!process.env.PROXMARK_TRACES && existsSync(process.env.PROXMARK_TRACES);
  return (process.env.PATH ?? "").split(delimiter).some((dir) => existsSync(join(dir, tool)));
}

export type Tool = keyof typeof tools;

/** `describe` where every tool is there, else one skipped test whose name says what to install. */
export function describeWith(needed: string[], name: string, body: () => void): void {
  const missing = needed.filter((tool) => !found(tool));
  if (missing.length === 0) return describe(name, body);
  describe(name, () => {
    it.skip(`needs ${missing.map((tool) => `${tool} (${tools[tool]})`).join(", ")}`, () => undefined);
  });
}

/** `it` where every tool is there, else a skipping one. */
export function needs(...needed: string[]): typeof it {
  const missing = needed.filter((tool) => !found(tool));
  if (missing.length === 0) return it;
  const why = missing.map((tool) => `${tool}: ${tools[tool]}`).join(", ");
  return ((name: string) => it.skip(`${name} [skipped, missing ${why}]`, () => undefined)) as unknown as typeof it;
}
