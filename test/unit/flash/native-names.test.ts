import { createContext, runInContext } from "node:vm";
import { nameNatives } from "../../../host-tools/flash/bundle/native-names";

const program = `
const a = new Uint8Array(3), b = new Uint8Array(4), c = { Uint8Array: 1, Math: { floor: 5 } };
function f(n) { return Math.floor(n) + Math.floor(n / 2) + Math.floor(n / 3) + Math.min(n, 2); }
result = [a.length, new Uint8Array(b.buffer, 1).length, c.Uint8Array, c.Math.floor, f(7), Math["floor"](1.5)];
`;

describe("names for what the interpreter brings", () => {
  const named = nameNatives(program);

  it("are declared at the top, the most used first, and leave the program what it was", () => {
    expect(named.startsWith("const $Uint8Array = Uint8Array;\nconst $Math$floor = Math.floor;\n")).toBe(true);
    const run = (code: string): unknown => {
      const context = createContext({ result: undefined });
      runInContext(code, context);
      return JSON.parse(JSON.stringify(runInContext("result", context)));
    };
    expect(run(named)).toEqual([3, 3, 1, 5, 14, 1]);
    expect(run(named)).toEqual(run(program));
  });

  it("are not made for what is used but twice, nor for members of the same name", () => {
    expect(named).toContain("Math.min(n, 2)");
    expect(named).toContain("c.Uint8Array, c.Math.floor");
  });
});
