import { readFileSync } from "node:fs";
import { gate } from "../../host-tools/flash/bundle/gate";
import * as house from "./house-rules";
import * as imports from "./import-rules";
import type { Rule } from "./import-rules";
import { allSources, type Source } from "./sources";
import { transformSync } from "esbuild";

const files = allSources(process.cwd());

/** The rule as it stands, and a file that breaks it: a rule that cannot fail is no rule. */
const rules: [name: string, rule: Rule, ...breaking: Source[]][] = [
  ["firmware imports only downward", imports.firmwareDownward, { path: "firmware/src/base/x.ts", text: 'import { a } from "../store/journal";\n' }],
  ["firmware imports no package", imports.firmwareDownward, { path: "firmware/src/sync/x.ts", text: 'import a from "lodash";\n' }],
  ["only espruino/ knows the chip", imports.chipStaysIn, { path: "host-tools/cli/x.ts", text: 'import "../../firmware/src/espruino/pins";\n' }],
  ["neutral code uses nothing of Node", imports.neutralStaysNeutral, { path: "host-tools/api/x.ts", text: 'import { a } from "node:fs";\n' }],
  ["neutral code uses nothing made for Node", imports.neutralStaysNeutral, { path: "host-tools/keys/x.ts", text: 'import { a } from "../hal/node-cipher";\n' }],
  ["rooms of host-tools see whom the map says", imports.hostRoomsSeeOnly, { path: "host-tools/backend/x.ts", text: 'import { a } from "../simulator/reader";\n' }],
  ["console and backend meet in api/", imports.hostRoomsSeeOnly, { path: "host-tools/console/x.tsx", text: 'import { a } from "../backend/server";\n' }],
  ["each outside thing has one door", imports.oneDoorOutside, { path: "host-tools/cli/x.ts", text: 'import { a } from "serialport";\n' }],
  ["nothing imports a test", imports.testsStayOutside, { path: "host-tools/cli/x.ts", text: 'import { a } from "../../test/support/needs";\n' }],
  ["no dead files", imports.noDeadFiles, { path: "host-tools/cli/orphan.ts", text: "export const a = 1;\n" }],
  ["no file over 300 lines", house.smallFiles, { path: "host-tools/cli/x.ts", text: "a();\n".repeat(301) }],
  ["no function over 40 lines", house.smallFunctions, { path: "host-tools/cli/x.ts", text: `function f() {\n${"a();\n".repeat(40)}}\n` }],
  ["names say something", house.namesThatSaySomething, { path: "host-tools/cli/utils.ts", text: "" }],
  ["time and chance come through hal/", house.firmwareGlobals, { path: "firmware/src/door/x.ts", text: "export const a = () => setTimeout(b, 1);\n" }],
];

describe("the house is tidy", () => {
  for (const [name, rule, ...breaking] of rules) {
    it(name, () => expect(rule(files)).toEqual([]));
    it(`${name}: the rule sees an offence`, () => expect(rule(breaking)).not.toEqual([]));
  }

  it("lists every error, and no ghosts, in docs/errors.md", () => {
    expect(house.undocumentedErrors(files, readFileSync("docs/errors.md", "utf8"))).toEqual([]);
  });

  it("would notice a missing and a ghost error", () => {
    const source = { path: "host-tools/cli/x.ts", text: 'throw new Failure("NEW_ONE", {});' };
    expect(house.undocumentedErrors([source], "| `OLD_ONE` | x |")).toHaveLength(2);
  });

  it("writes every firmware file in the chip's dialect", () => {
    const complaints = files
      .filter(({ path }) => /^firmware\/src\//.test(path))
      .flatMap(({ path, text }) => gate(scriptOf(text)).map((one) => `${path}: ${one}`));
    expect(complaints).toEqual([]);
  });

  it("would notice a firmware file that the chip cannot run", () => {
    expect(gate(scriptOf("export const a = (b?: { c: number }) => b?.c;"))).not.toEqual([]);
  });
});

/** Types stripped, as the bundler does it, and turned into a script so that the gate can parse it. */
function scriptOf(text: string): string {
  const compilerOptions = { useDefineForClassFields: false };
  const { code } = transformSync(text, { loader: "ts", target: "es2022", tsconfigRaw: { compilerOptions } });
  return code.replace(/^import .*$/gm, "").replace(/^export \{[^}]*\};?$/gm, "").replace(/^export /gm, "");
}
