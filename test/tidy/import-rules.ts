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

/** Which rooms of host-tools each one sees beside itself; firmware is seen by all of them. As docs/design.md has it. */
const hostRooms: Record<string, string[]> = {
  api: [],
  hal: [],
  keys: [],
  simulator: ["api", "hal", "keys"],
  trace: ["api", "hal", "simulator"],
  provision: ["api", "keys"],
  device: ["api", "hal"],
  flash: ["api", "hal"],
  encode: ["api", "hal", "keys", "device", "trace"],
  backend: ["api", "hal", "keys", "provision", "trace"],
  console: ["api", "keys", "simulator", "trace"],
  cli: ["api", "backend", "device", "encode", "flash", "provision", "simulator", "trace"],
};
const hostRoomOf = (path: string): string | undefined => /^host-tools\/([^/]+)\//.exec(path)?.[1];

export const hostRoomsSeeOnly: Rule = (files) =>
  each(files, (one) => {
    const [from, to] = [hostRoomOf(one.from), hostRoomOf(one.to)];
    if (!from || !to || from === to) return undefined;
    return hostRooms[from]?.includes(to) ? undefined : `${from}/ does not see ${to}/`;
  });

/** What runs in the browser too; of `hal/` all but what is named for Node. */
const neutral = /^host-tools\/(trace|simulator|api|keys|hal\/(?!node-)|console)/;
export const neutralStaysNeutral: Rule = (files) =>
  each(files, (one) => {
    if (!neutral.test(one.from)) return undefined;
    return one.written.startsWith("node:") || /^host-tools\/hal\/node-/.test(one.to) ? "this runs in the browser too" : undefined;
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
