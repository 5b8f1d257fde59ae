import { parse, type Node } from "acorn";
import { wrapper } from "./on-demand";

type Any = Node & { [key: string]: unknown };

/** The program made small, and its overlays, each as statements whose last is an expression: what reading it gives. */
export function apart(whole: string): { code: string; overlays: string[] } {
  const overlays: string[] = [];
  const textOf = (node: Node): string => whole.slice(node.start, node.end);
  let code = "";
  for (const statement of parse(whole, { ecmaVersion: 2022, sourceType: "script" }).body as Any[]) {
    const call = statement.expression as Any | undefined;
    const callee = call?.callee as Any | undefined;
    if (callee?.name !== wrapper) {
      code += textOf(statement);
      continue;
    }
    const [number, overlay] = call!.arguments as [Node, Any];
    overlays[Number(textOf(number))] = overlay.type === "ObjectExpression" ? `(${textOf(overlay)})` : opened(overlay, textOf);
  }
  return { code, overlays: Array.from(overlays, (text) => text ?? "") };
}

/**
 * The body of an overlay's function without the function: that would be read over once to find its end, and once more to run it. Its parts
 * become variables, which are the overlay's own wherever it is evaluated.
 */
function opened(overlay: Any, textOf: (node: Node) => string): string {
  return ((overlay.body as Any).body as Any[])
    .map((statement) => {
      if (statement.type === "ReturnStatement") return `(${textOf(statement.argument as Node)})`;
      const id = statement.id as Any | null | undefined;
      if (!id) return textOf(statement);
      const word = statement.type === "ClassDeclaration" ? "class" : "function";
      return `let ${textOf(id)}=${word}${textOf(statement).slice(id.end - statement.start)};`;
    })
    .join("");
}
