import { textWidth } from "../../flash/wiring/drawing";

/** `rows` as lines of text, their columns one under the other; wide letters count as two. */
export function columns(rows: string[][]): string[] {
  const wide = (cell: string) => [...cell].reduce((sum, char) => sum + (textWidth(char, 1) === 1 ? 2 : 1), 0);
  const widths = rows[0]?.map((_, i) => Math.max(...rows.map((row) => wide(row[i] ?? "")))) ?? [];
  return rows.map((row) => row.map((cell, i) => cell + " ".repeat(widths[i]! - wide(cell))).join("  ").trimEnd());
}
