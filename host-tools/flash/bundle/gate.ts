import { parse, type Node } from "acorn";
import { full, simple } from "acorn-walk";
import { openReturns } from "./closed-returns";
import { skippedArrows } from "./skipped-arrows";

/*
 * The last look before code goes to a chip: syntax and globals that the interpreter lacks or runs differently from the
 * standard, found by trying them there. Returns one sentence for each find; empty means it may go.
 */
const forbiddenNodes: Record<string, string> = {
  AwaitExpression: "await",
  YieldExpression: "yield",
  SpreadElement: "spread",
  RestElement: "rest parameters",
  AssignmentPattern: "default values",
  ObjectPattern: "destructuring",
  ArrayPattern: "destructuring",
  ChainExpression: "optional chaining",
  LabeledStatement: "labels",
  TaggedTemplateExpression: "tagged templates",
  PrivateIdentifier: "private names",
  PropertyDefinition: "class fields (shared between instances)",
  StaticBlock: "static blocks",
  MetaProperty: "new.target",
  ImportExpression: "import()",
  WithStatement: "with",
  DebuggerStatement: "debugger",
};

const forbiddenGlobals = new Set(
  (
    "Map Set WeakMap WeakSet WeakRef Symbol Proxy Reflect BigInt Intl TextEncoder TextDecoder URL performance " +
    "structuredClone queueMicrotask setImmediate Buffer console Date Promise"
  ).split(" "),
);

/** Members that are missing on the chip, or (the AES modes) silently wrong. */
const forbiddenMembers = new Set(
  "at flat flatMap findLast lastIndexOf reduceRight copyWithin matchAll codePointAt localeCompare normalize".split(
    " ",
  ),
);
const forbiddenStatics: Record<string, string> = {
  Object: "freeze seal fromEntries is hasOwn",
  Number: "isInteger isSafeInteger isFinite isNaN parseInt",
  Math: "pow trunc imul clz32 hypot log2 log10 cbrt fround",
  Array: "from of",
  String: "raw fromCodePoint",
};
const forbiddenTexts: Record<string, string> = { CTR: "AES-CTR ignores its vector", CFB: "AES-CFB decrypts wrongly", OFB: "AES-OFB does not exist" };

/** Short words of the language: the minifier would call a method `do`, and the interpreter knows none of that name. */
const languageWords = "do if in for let new try var case else null this true void with".split(" ");

/** Every name the gate looks for: to be left as written by whatever shortens names. */
export const watchedNames = [...forbiddenMembers, ...Object.values(forbiddenStatics).flatMap((names) => names.split(" "))];

type Any = Node & { [key: string]: unknown };

export function gate(code: string): string[] {
  const complaints = new Set<string>();
  const program = parse(code, { ecmaVersion: 2022, sourceType: "script" });
  full(program, (node) => {
    const complaint = complainAbout(node as Any);
    if (complaint) complaints.add(`${complaint} at ${node.start}`);
  });
  simple(program, {
    SwitchStatement(node) {
      const place = node.cases.findIndex((one) => one.test === null);
      if (place >= 0 && place < node.cases.length - 1) complaints.add(`case after default at ${node.start}`);
    },
  });
  for (const call of earlyUses(program)) complaints.add(call);
  for (const end of openReturns(program, code)) complaints.add(`a function that ends in a bare return at ${end}`);
  for (const start of skippedArrows(program, code)) complaints.add(`an arrow function with this in a branch without braces at ${start}`);
  return [...complaints];
}

function complainAbout(node: Any): string | undefined {
  if (forbiddenNodes[node.type]) return forbiddenNodes[node.type];
  if (node.async || node.generator) return "async or generator functions";
  if (node.type === "Property" && node.computed) return "computed keys";
  if (node.type === "MethodDefinition" && node.computed) return "computed keys";
  if (node.type === "MethodDefinition" && languageWords.includes(String((node.key as Any).name))) return "a method with a word of the language for a name";
  if (node.type === "Literal") return literalComplaint(node);
  if (node.type === "Identifier" && forbiddenGlobals.has(String(node.name))) return `the name ${String(node.name)}`;
  if (node.type === "CallExpression") return methodComplaint(node.callee as Any);
  return operatorComplaint(String(node.operator ?? ""));
}

function operatorComplaint(operator: string): string | undefined {
  return ["**", "**=", "||=", "&&=", "??="].includes(operator) ? `the operator ${operator}` : undefined;
}

function literalComplaint(node: Any): string | undefined {
  if (node.bigint) return "BigInt";
  if (typeof node.value === "string" && forbiddenTexts[node.value]) return forbiddenTexts[node.value];
  const pattern = (node.regex as { pattern: string } | undefined)?.pattern;
  return pattern !== undefined && /[?{}]|\\[bBpPk]|\(/.test(pattern) ? `the regular expression /${pattern}/` : undefined;
}

/** A call of a method that the chip does not have, or has wrong. */
function methodComplaint(callee: Any): string | undefined {
  const property = callee.property as Any | undefined;
  if (callee.type !== "MemberExpression" || callee.computed || property?.type !== "Identifier") return undefined;
  const object = callee.object as Any;
  const lacking = object.type === "Identifier" ? forbiddenStatics[String(object.name)]?.split(" ") : undefined;
  if (lacking?.includes(String(property.name))) return `${String(object.name)}.${String(property.name)}`;
  return forbiddenMembers.has(String(property.name)) ? `.${String(property.name)}` : undefined;
}

/** Nothing is hoisted on the chip: a function must stand above the statement that calls it, or hands it on, while its own block runs. */
function earlyUses(program: Node): string[] {
  const finds: string[] = [];
  full(program, (node) => {
    const body = (node as Any).body as unknown;
    const statements = Array.isArray(body) ? (body as Any[]) : [];
    const declared = new Map<string, number>();
    for (const one of statements) if (one.type === "FunctionDeclaration") declared.set(String((one.id as Any).name), one.start);
    for (const one of statements) finds.push(...usesAbove(one, declared));
  });
  return finds;
}

/** What stands there is the name of a member or of a variable, not what it holds. */
function isName(node: Any, key: string): boolean {
  if (node.computed) return false;
  return (node.type === "MemberExpression" && key === "property") || (node.type === "Property" && key === "key") || (node.type === "VariableDeclarator" && key === "id");
}

function usesAbove(statement: Any, declared: Map<string, number>): string[] {
  if (/Function|Class/.test(statement.type)) return [];
  const finds: string[] = [];
  const visit = (node: unknown): void => {
    if (!node || typeof node !== "object") return;
    if (Array.isArray(node)) return node.forEach(visit);
    const one = node as Any;
    /* What stands in an inner function runs later, unless that function is called on the spot. */
    if (/Function/.test(String(one.type))) return;
    if (one.type === "Identifier" && (declared.get(String(one.name)) ?? 0) > statement.start)
      finds.push(`${String(one.name)} is used above its declaration at ${one.start}`);
    for (const [key, value] of Object.entries(one)) if (!isName(one, key)) visit(value);
  };
  visit(statement);
  return finds;
}
