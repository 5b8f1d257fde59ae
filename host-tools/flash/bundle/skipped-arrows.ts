import type { Node } from "acorn";
import { ancestor } from "acorn-walk";

type Any = Node & { [key: string]: unknown };

/**
 * Offsets of arrow functions that say `this` where the interpreter may pass over them word by word. It then looks for a
 * function to tie `this` to, has made none, and a build with assertions stops for good (2v29.277). Blocks in braces are passed
 * over by their braces alone.
 */
export function skippedArrows(program: Node, code: string): number[] {
  const finds: number[] = [];
  ancestor(program, {
    ArrowFunctionExpression(node, _state, ancestors) {
      if (/\bthis\b/.test(code.slice(node.start, node.end)) && mayBeSkipped(ancestors as Any[])) finds.push(node.start);
    },
  });
  return finds;
}

function mayBeSkipped(ancestors: Any[]): boolean {
  for (let i = ancestors.length - 1; i > 0; i--) {
    const [parent, child] = [ancestors[i - 1]!, ancestors[i]!];
    if (/Function|Block|Class/.test(parent.type)) return false;
    if (/Conditional|^If/.test(parent.type) && parent.test !== child) return true;
    if (parent.type === "LogicalExpression" && parent.right === child) return true;
    if (/For|While/.test(parent.type) && parent.body === child) return true;
  }
  return false;
}
