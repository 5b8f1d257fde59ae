import { parse, type Node } from "acorn";
import { full } from "acorn-walk";
import { Edits } from "./edits";

/*
 * A name that the program does not declare is looked for among all of its names first, letter by letter, and only then among those of the
 * interpreter; and it cannot be shortened. So what is used often, typed arrays and functions of `Math`, is given a name of the program's own
 * at its very top, where it is found first.
 */
const own = /^(Uint8|Uint16|Uint32)Array$|^Math\.\w+$/;
/** From how many uses on the declaration is worth its bytes. */
const usesMin = 3;

type Any = Node & { [key: string]: unknown };

/** `code` with such names declared and used; the minifier shortens them. */
export function nameNatives(code: string): string {
  const edits = new Edits(code);
  const uses = new Map<string, Node[]>();
  full(parse(code, { ecmaVersion: 2022, sourceType: "script" }), (node) => {
    const native = nativeOf(node as Any);
    if (native) uses.set(native, [...(uses.get(native) ?? []), node]);
  });
  const named = [...uses].filter(([, nodes]) => nodes.length >= usesMin).sort(([, a], [, b]) => b.length - a.length);
  for (const [native, nodes] of named) for (const { start, end } of nodes) edits.replace(start, end, nameOf(native));
  return named.map(([native]) => `const ${nameOf(native)} = ${native};\n`).join("") + edits.rendered(0, code.length);
}

function nativeOf(node: Any): string | undefined {
  if (node.type !== "Identifier" && node.type !== "MemberExpression") return undefined;
  const { object, property, computed } = node as { object?: Any; property?: Any; computed?: boolean };
  const text =
    node.type === "Identifier" ? String(node.name) : computed ? "" : `${String(object!.name)}.${String(property!.name)}`;
  return own.test(text) ? text : undefined;
}

const nameOf = (native: string): string => "$" + native.replace(".", "$");
