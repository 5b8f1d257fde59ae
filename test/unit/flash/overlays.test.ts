import { existsSync, readFileSync } from "node:fs";
import { createContext, runInContext } from "node:vm";
import { onDemand, wrapper, type OnDemand } from "../../../host-tools/flash/bundle/on-demand";
import { overlayModule } from "../../../host-tools/flash/bundle/overlay-module";
import { overlays } from "../../../host-tools/flash/bundle/overlays";
import { bundleFirmware } from "../../../host-tools/flash/bundle/bundle";
import { loadBoard } from "../../../host-tools/flash/board-config";

const loader = overlayModule.replace(/export /g, "");
const program = `
${loader}
const factor = 3;
function times(n) { return n * factor; }
function plus$1(a, b) { return a + b; }
class Far { constructor(n) { this.n = n; } twice() { return times(this.n) * 2; } }
class Near {
  constructor(n) { this.n = n; this.far = new Far(n); }
  start() { return this.sum(this.n, 1) + this.helper(); }
  sum(a, b) { const later = () => this.n; return plus$1(a, b) + later(); }
  helper() { return new Far(this.sum(1, 2)).twice(); }
  only() { return this; }
}
class Other { helper() { return 1000; } }
const shorthand = { times, plain: 7 };
function shadow(times) { return times + 1; }
result = [new Near(5).start(), new Other().helper(), shorthand.times(2), shadow(4), new Near(1).only().only().only().n, (new Near(2)).only().n, times(plus$1(1, times(2)))];
`;
const nothing: OnDemand = { declarations: new Map(), methods: new Map(), privates: new Set(), lasting: new Set() };
const wanted: OnDemand = {
  declarations: new Map([
    ["times", 0],
    ["Far", 1],
    ["plus$1", 1],
  ]),
  methods: new Map([
    ["Near.sum", 0],
    ["Near.helper", 1],
    ["Near.only", 2],
  ]),
  privates: new Set(["Near.sum", "Near.helper"]),
  lasting: new Set([0]),
};

/** What the program comes to, its overlays read as the chip reads them, and how often each was. */
function run(split: string): { result: unknown; reads: number[] } {
  const [main, ...wrapped] = split.split(`${wrapper}(`);
  const texts = wrapped.map((one) => {
    const text = one.slice(one.indexOf(",") + 1, one.lastIndexOf(");"));
    return [parseInt(one, 10), `(${text})${text.trim().startsWith("{") ? "" : "()"}`] as const;
  });
  const reads: number[] = [];
  const read = (file: string): string => (reads.push(Number(file.slice(2))), texts.find(([n]) => `LK${n}` === file)![1]);
  const context = createContext({
    result: undefined,
    require: () => ({ read }),
    global: { eval: (text: string): unknown => runInContext(text, context) },
  });
  runInContext(main!, context);
  return { result: runInContext("result", context), reads };
}

describe("a program with parts on demand", () => {
  it("does what it did, with each part read once when it is first asked for", () => {
    const whole = run(onDemand(program, nothing));
    const split = run(onDemand(program, wanted));
    expect(JSON.stringify(split.result)).toBe(JSON.stringify(whole.result));
    expect([whole.reads, [...split.reads].sort()]).toEqual([[], [0, 1, 2]]);
  });

  it("has those parts nowhere else", () => {
    const [main] = onDemand(program, wanted).split(`${wrapper}(`);
    expect(main).not.toMatch(/function times|class Far|helper\(\) \{ return new|\bsum\(a/);
    expect(main).toContain("helper() { return 1000; }");
    expect(main).toContain("function shadow(times) { return times + 1; }");
  });

  it("is refused when a part cannot be told from others, is handed on, or does not exist", () => {
    const split =
      (method: string, privates: string[] = []) =>
      () =>
        onDemand(`${program} const kept = new Near(1); kept.f = kept.start;`, {
          ...nothing,
          methods: new Map([[method, 0]]),
          privates: new Set(privates),
        });
    expect(split("Near.helper")).toThrow(/Near\.helper.*not private/);
    expect(split("Near.start")).toThrow(/Near\.start.*not private/);
    expect(split("Near.nothing")).toThrow(/Near\.nothing.*is nowhere/);
    const handed = () =>
      onDemand("class A { a() { return this.b; } b() {} }", {
        ...nothing,
        methods: new Map([["A.b", 0]]),
        privates: new Set(["A.b"]),
      });
    expect(handed).toThrow(expect.objectContaining({ code: "BUNDLE_OVERLAY" }));
  });
});

describe("the firmware's overlays", () => {
  it("name only what there is, each once", () => {
    const places = Object.values(overlays).flat();
    expect(new Set(places).size).toBe(places.length);
    for (const place of places) {
      const [module, inside] = place.split(":") as [string, string?];
      const file = `firmware/src/${module}.ts`;
      expect([place, existsSync(file)]).toEqual([place, true]);
      const text = readFileSync(file, "utf8");
      for (const name of inside?.split(".") ?? [])
        expect([place, new RegExp(`(^|\\s)(function |class )?${name}\\b\\s*[({<]?`, "m").test(text)]).toEqual([place, true]);
    }
  });

  it.each(["esp32-devkit", "espruino-pico"])("leave %s what a tap needs, and less than half of the program", async (name) => {
    const built = await bundleFirmware(loadBoard(process.cwd(), name), { projectDir: process.cwd(), version: "0.1.0" });
    expect(built.overlays.filter((text) => text).length).toBeGreaterThan(8);
    expect(built.code.length).toBeLessThan(built.overlays.join("").length);
  });
});
