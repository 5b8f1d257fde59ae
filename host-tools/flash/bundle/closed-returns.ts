import { parse, type Node } from "acorn";
import { full } from "acorn-walk";

/**
 * Offsets just behind each `return` without value or semicolon that is the last word of its function. The interpreter
 * keeps a function's source without the closing brace, so such a `return` meets the end of the text while it looks for
 * an expression and throws "Unexpected end of Input" (2v29.277).
 */
export function openReturns(program: Node, code: string): number[] {
  const bodyEnds = new Set<number>();
  const returns = new Set<number>();
  full(program, (node) => {
    if (/Function/.test(node.type)) bodyEnds.add(node.end - 1);
    if (node.type === "ReturnStatement" && code.slice(node.start, node.end) === "return") returns.add(node.end);
  });
  return [...returns].filter((end) => bodyEnds.has(end + code.slice(end).search(/\S/))).sort((a, b) => a - b);
}

/** The same program with each such `return` closed by the semicolon that minifiers leave out. */
export function closeReturns(code: string): string {
  const ends = openReturns(parse(code, { ecmaVersion: 2022, sourceType: "script" }), code);
  return ends.reduceRight((text, end) => `${text.slice(0, end)};${text.slice(end)}`, code);
}
