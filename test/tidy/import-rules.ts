import { importsOf, type Import, type Source } from "./sources";

/* Who may know whom. Each rule takes all files and gives one sentence for each offence. */
export type Rule = (files: Source[]) => string[];

/** Bottom first: a room imports itself and the rooms before it. */
const rooms = ["base", "wire", "hal", "crypto", "nfc", "credential", "access", "door", "store", "sync", "reader", "espruino"];
/** Rooms that see less than everything below them. */
const narrowed: Record<string, string[]> = {
  base: [],
  wire: ["base"],
  hal: ["base", "wire"],
  crypto: ["base", "hal"],
  nfc: ["base", "hal"],
  access: ["base", "wire"],
  door: ["base", "wire", "hal"],
  store: ["base", "wire", "hal"],
};

const roomOf = (path: string): string | undefined => /^firmware\/src\/([^/]+)\//.exec(path)?.[1];

function each(files: Source[], complain: (one: Import) => string | undefined): string[] {
  return files.flatMap((file) =>
    importsOf(file).flatMap((one) => {
      const why = complain(one);
      return why ? [`${one.from} imports ${one.written}: ${why}`] : [];
    }),
  );
}

export const firmwareDownward: Rule = (files) =>
  each(files, (one) => {
    const from = roomOf(one.from);
    if (!from || one.written.startsWith("latchkey:")) return undefined;
    const to = roomOf(one.to);
    if (!to) return "firmware imports only firmware";
    const seen = narrowed[from] ?? rooms.slice(0, rooms.indexOf(from));
    return to === from || seen.includes(to) ? undefined : `${from}/ lies below ${to}/ or does not see it`;
  });

export const chipStaysIn: Rule = (files) =>
  /* Programs of these folders run inside the interpreter. */
  each(files, (one) =>
    roomOf(one.to) === "espruino" && roomOf(one.from) !== "espruino" && !/^test\/(chip|bench\/on-chip)\//.test(one.from) ? "only the chip's own folder knows the chip" : undefined,
  );

const neutral = /^host-tools\/(trace|simulator|api)\//;
export const neutralStaysNeutral: Rule = (files) =>
  each(files, (one) => {
    if (!neutral.test(one.from)) return undefined;
    if (one.written.startsWith("node:")) return "neutral code runs in the browser too";
    return /^host-tools\/(cli|device|flash|provision|backend|console)\//.test(one.to) ? "neutral code sees neutral code and firmware" : undefined;
  });

export const consoleAndBackendApart: Rule = (files) =>
  each(files, (one) => {
    const console = /^host-tools\/console\//;
    const backend = /^host-tools\/backend\//;
    if (console.test(one.from) && (backend.test(one.to) || one.written.startsWith("node:"))) return "the console meets the backend in api/";
    return backend.test(one.from) && console.test(one.to) ? "the backend meets the console in api/" : undefined;
  });

/** Each thing outside has one door into the house. */
const doors: [RegExp, RegExp][] = [
  [/^serialport$/, /^host-tools\/device\//],
  [/^@photostructure\/sqlite$/, /^host-tools\/backend\/store\//],
  [/^@hono\/node-server/, /^host-tools\/backend\/http\//],
  [/^ws$/, /^(host-tools\/backend\/link|test)\//],
  [/^(esbuild|rollup|terser|acorn|acorn-walk)$/, /^(host-tools\/flash\/bundle|scripts|test)\//],
  [/^commander$/, /^host-tools\/cli\//],
];
export const oneDoorOutside: Rule = (files) =>
  each(files, (one) => {
    const door = doors.find(([name]) => name.test(one.written));
    return door && !door[1].test(one.from) ? `this package is used only in ${door[1].source}` : undefined;
  });

export const testsStayOutside: Rule = (files) =>
  each(files, (one) => (/^test\//.test(one.to) && !/^test\//.test(one.from) ? "nothing of the product imports a test" : undefined));

/** Files that construct across folders: programs' starting points, which nobody has to import. */
const roots = [
  /^firmware\/src\/espruino\/(main|boot0)\.ts$/,
  /^host-tools\/cli\/main\.ts$/,
  /^host-tools\/console\/main\.tsx$/,
  /^test\//,
  /^scripts\//,
  /\.d\.ts$/,
];
export const noDeadFiles: Rule = (files) => {
  const imported = new Set(files.flatMap(importsOf).map((one) => one.to));
  const known = (path: string) => imported.has(path.replace(/\.tsx?$/, "")) || imported.has(path.replace(/\/index\.tsx?$/, ""));
  return files.filter(({ path }) => !roots.some((root) => root.test(path)) && !known(path)).map(({ path }) => `${path} is imported by nobody`);
};
