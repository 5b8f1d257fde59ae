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

/** Nodes of the file that `wanted` picks. */
function nodesOf({ path, text }: Source, wanted: (node: ts.Node) => boolean): ts.Node[] {
  const kind = path.endsWith("x") ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  const found: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    if (wanted(node)) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true, kind));
  return found;
}

/** A test's `describe` is a list of tests, not a function to read at once. */
const describes = (node: ts.Node): boolean => ts.isCallExpression(node.parent) && /^describe/.test(node.parent.expression.getText());

const lineAt = (node: ts.Node, position: number): number => node.getSourceFile().getLineAndCharacterOfPosition(position).line;
const lineOf = (node: ts.Node): number => lineAt(node, node.getStart()) + 1;

/** A function's lines without those of the functions that are named in it, which count for themselves, and what is said of them. */
function ownLines(node: ts.Node): number {
  let own = lineAt(node, node.getEnd()) + 2 - lineOf(node);
  const visit = (inner: ts.Node): void => {
    if (ts.isFunctionDeclaration(inner)) own -= lineAt(inner, inner.getEnd()) - lineAt(inner, inner.getFullStart());
    else ts.forEachChild(inner, visit);
  };
  ts.forEachChild(node, visit);
  return own;
}

export const smallFunctions: Rule = (files) =>
  files.flatMap((file) =>
    nodesOf(file, (node) => ts.isFunctionLike(node) && !describes(node))
      .map((node) => ({ line: lineOf(node), lines: ownLines(node) }))
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
      nodesOf(file, (node) => ts.isIdentifier(node) && (chipGlobals.has(node.text) || hostTime.has(node.text)) && isUse(node))
        .map((node) => `${file.path}:${lineOf(node)} uses ${node.getText()}: it comes through hal/`),
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
