import ts from "typescript";
import type { Rule } from "./import-rules";
import type { Source } from "./sources";

const fileLinesMax = 300;
const functionLinesMax = 40;

export const smallFiles: Rule = (files) =>
  files.flatMap(({ path, text }) => {
    const lines = text.split("\n").length - 1;
    return lines > fileLinesMax ? [`${path} has ${lines} lines, more than ${fileLinesMax}: give part of it a room of its own`] : [];
  });

function nodesOf({ path, text }: Source): { node: ts.Node; line: number; lines: number }[] {
  const kind = path.endsWith("x") ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true, kind);
  const found: { node: ts.Node; line: number; lines: number }[] = [];
  const visit = (node: ts.Node): void => {
    const line = file.getLineAndCharacterOfPosition(node.getStart()).line;
    found.push({ node, line: line + 1, lines: linesOf(node) });
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** A test's `describe` is a list of tests, not a function to read at once. */
const describes = (node: ts.Node): boolean => ts.isCallExpression(node.parent) && /^describe/.test(node.parent.expression.getText());

/** A function's lines without those of the functions that are named in it, which count for themselves, and what is said of them. */
function ownLines(node: ts.Node, lines: number): number {
  let own = lines;
  const visit = (inner: ts.Node): void => {
    if (ts.isFunctionDeclaration(inner)) own -= inner.getFullText().split("\n").length - 1;
    else ts.forEachChild(inner, visit);
  };
  ts.forEachChild(node, visit);
  return own;
}

function linesOf(node: ts.Node): number {
  const file = node.getSourceFile();
  return file.getLineAndCharacterOfPosition(node.getEnd()).line - file.getLineAndCharacterOfPosition(node.getStart()).line + 1;
}

export const smallFunctions: Rule = (files) =>
  files.flatMap((file) =>
    nodesOf(file)
      .filter(({ node }) => ts.isFunctionLike(node) && !describes(node))
      .map(({ node, line, lines }) => ({ line, lines: ownLines(node, lines) }))
      .filter(({ lines }) => lines > functionLinesMax)
      .map(({ line, lines }) => `${file.path}:${line} is a function of ${lines} lines, more than ${functionLinesMax}: name its parts`),
  );

export const namesThatSaySomething: Rule = (files) =>
  files
    .filter(({ path }) => /(^|\/)(utils?|helpers?|managers?|common|misc)(\.tsx?|\/)/i.test(path))
    .map(({ path }) => `${path} says nothing in its name: call it by what it does`);

const chipGlobals = new Set("E digitalWrite digitalRead pinMode setWatch getTime peek32 NRF Modules".split(" "));
const hostTime = new Set(["setTimeout", "setInterval", "clearTimeout", "Date", "console", "performance"]);

/** Time and chance come through hal/; what the chip offers is named in its own folder alone. */
export const firmwareGlobals: Rule = (files) =>
  files
    .filter(({ path }) => /^firmware\/src\//.test(path) && !/^firmware\/src\/espruino\//.test(path))
    .flatMap((file) =>
      nodesOf(file)
        .filter(({ node }) => ts.isIdentifier(node) && isUse(node) && (chipGlobals.has(node.text) || hostTime.has(node.text)))
        .map(({ node, line }) => `${file.path}:${line} uses ${node.getText()}: it comes through hal/`),
    );

function isUse(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  return !ts.isPropertyAssignment(parent) && !ts.isPropertySignature(parent) && !ts.isMethodSignature(parent) && !ts.isMethodDeclaration(parent);
}

/** Every code that a person or a script can meet, and every fault of the firmware, has its line in docs/errors.md, and no other has. */
export function undocumentedErrors(files: Source[], page: string): string[] {
  const codes = new Set(files.filter(({ path }) => /^(host-tools|firmware)\//.test(path)).flatMap(codesIn));
  const listed = new Set([...page.matchAll(/^\| `([A-Za-z0-9_]+)`/gm)].map((match) => match[1]!));
  return [
    ...[...codes].filter((code) => !listed.has(code)).map((code) => `docs/errors.md has no line for ${code}`),
    ...[...listed].filter((code) => !codes.has(code)).map((code) => `docs/errors.md lists ${code}, which nothing raises`),
  ];
}

/** Where a code is named: thrown, returned as `code:`, or a row of the table of a flashing job's refusals. */
const codeNamed = [
  /\b(?:new \w+|refuse)\(\s*(?:\d+,\s*)?"([A-Z][A-Z0-9_]+)"/g,
  /\bcode: "([A-Z][A-Z0-9_]+)"/g,
  /\bcode \?\? "([A-Z][A-Z0-9_]+)"/g,
  /^ {2}([A-Z]+_[A-Z]+|INTERRUPTED): \{/gm,
];

function codesIn({ path, text }: Source): string[] {
  if (path === "firmware/src/base/fault.ts") return [...text.matchAll(/^export const (\w+) = [1-9]/gm)].map((match) => match[1]!);
  return codeNamed.flatMap((named) => [...text.matchAll(named)].map((match) => match[1]!));
}
