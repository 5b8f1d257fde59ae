import { readFileSync } from "node:fs";
import { join } from "node:path";

/* WCAG 2.2, 1.4.3: text needs 4.5 to 1 against its ground; 1.4.11: edges of controls 3 to 1. */
const css = readFileSync(join(__dirname, "../../../host-tools/console/styles/tokens.css"), "utf8");
const [lightCss, darkCss] = css.split("@media (prefers-color-scheme: dark)") as [string, string];
const light = colours(lightCss);
const dark = { ...light, ...colours(darkCss) };

function colours(text: string): Record<string, string> {
  return Object.fromEntries([...text.matchAll(/--([a-z-]+): (#[0-9a-f]{6});/g)].map((match) => [match[1]!, match[2]!]));
}

function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const share = parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

const texts = ["ink", "quiet", "accent", "ok", "bad", "warn", "info", "off"];
const pairs = [
  ...texts.flatMap((text) => ["ground", "surface"].map((under) => [text, under])),
  ...["ok", "bad", "warn", "info", "off"].map((tone) => [tone, `${tone}-soft`]),
  ...["ink", "quiet"].map((text) => [text, "sunken"]),
  ["on-accent", "accent"],
  ["accent", "accent-soft"],
  ["ink", "bad-soft"],
  ["ink", "warn-soft"],
  ["ground", "ink"],
] as [string, string][];

describe.each([
  ["light", light],
  ["dark", dark],
])("colours of the %s scheme", (_name, scheme) => {
  it.each(pairs)("%s is readable on %s", (text, under) => {
    expect(contrast(scheme[text]!, scheme[under]!)).toBeGreaterThanOrEqual(4.5);
  });

  it("edges of controls are seen", () => {
    expect(contrast(scheme["edge"]!, scheme["surface"]!)).toBeGreaterThanOrEqual(3);
  });
});
