import { parse, type Node } from "acorn";
import { ancestor, full } from "acorn-walk";
import { Failure } from "../../api/failure";
import { Edits } from "./edits";
import { declarationsIn, isShadowed } from "./shadowing";

/** Names that `latchkey:overlays` declares (overlay-module.ts). */
export const loaded = "$overlays";
export const load = "$overlay";
/** Wraps an overlay while the whole program is made small in one go, so that all names agree. */
export const wrapper = "$asOverlay";
const self = "$self";

type Any = Node & { [key: string]: unknown };

/** What goes into which overlay: declarations at the program's top by name, methods as `Class.method`. */
export interface OnDemand {
  declarations: Map<string, number>;
  methods: Map<string, number>;
  /** Those of them that only their own class can call. */
  privates: Set<string>;
  /** Overlays of which something stays when they are let go, a closure or an object: each of their parts then keeps only itself. */
  lasting: Set<number>;
}

interface Splitting {
  code: string;
  wanted: OnDemand;
  edits: Edits;
  /** Methods whose name nothing else in the program has, by that name: as `Class.method`. */
  unique: Map<string, string>;
  /** What of each overlay is asked for from elsewhere. */
  exported: Map<number, Set<string>>;
  put(overlay: number, name: string, text: string): void;
}

/**
 * `code` with everything in `wanted` taken out of the program and put, overlay by overlay, into `$asOverlay(n, ...)` at its end: an expression
 * with what others ask for. A method becomes a function with the object as its first parameter. One whose name is not its own in the program is
 * found where its class calls it on `this`, so it must be private. Throws BUNDLE_OVERLAY.
 */
export function onDemand(code: string, wanted: OnDemand): string {
  const program = parse(code, { ecmaVersion: 2022, sourceType: "script" }) as Node as Any;
  const parts = new Map<number, Map<string, string>>();
  const put: Splitting["put"] = (overlay, name, text) =>
    void parts.set(overlay, (parts.get(overlay) ?? new Map<string, string>()).set(name, text));
  const splitting: Splitting = {
    code,
    wanted,
    edits: new Edits(code),
    unique: uniqueNames(program, wanted),
    exported: new Map(),
    put,
  };
  ancestor(program, {
    Identifier: (node, _, ancestors) => askForName(node as Node as Any, ancestors, splitting),
    MemberExpression: (node, _, ancestors) => askForMethod(node as Node as Any, ancestors, splitting),
    ThisExpression: (node, _, ancestors) => ownSelf(node, ancestors, splitting),
  });
  const body = program.body as Any[];
  const isLoader = (statement: Any): boolean => declarationsIn([statement]).some((name) => name === load || name === loaded);
  /* What reads overlays stands above whatever asks for one. */
  const kept = [...body.filter(isLoader), ...body.filter((statement) => !isLoader(statement))]
    .map((statement) => keptOf(statement, splitting))
    .join("\n");
  const wrapped = [...parts]
    .sort(([a], [b]) => a - b)
    .map(([overlay, texts]) => `${wrapper}(${overlay}, ${expressionOf(overlay, texts, splitting)});`);
  return [kept, ...wrapped].join("\n");
}

/** In a function of their own, parts find each other by name, and keep each other: all or nothing of them is let go. */
function expressionOf(overlay: number, texts: Map<string, string>, { wanted, exported }: Splitting): string {
  if (wanted.lasting.has(overlay)) return `{\n${[...texts].map(([name, text]) => `${name}: ${text}`).join(",\n")}\n}`;
  const named = [...texts].map(([name, text]) => text.replace(/^(function|class)/, (word) => `${word} ${name} `));
  const shown = [...(exported.get(overlay) ?? [])].map((name) => `${name}: ${name}`);
  return `function () {\n${named.join("\n")}\nreturn { ${shown.join(", ")} };\n}`;
}

/** How what stands below `ancestors` asks for `name` in `overlay`. */
function asked(overlay: number, name: string, ancestors: Node[], { wanted, exported }: Splitting): string {
  if (homeOf(ancestors, wanted) === overlay && !wanted.lasting.has(overlay)) return name;
  exported.set(overlay, (exported.get(overlay) ?? new Set()).add(name));
  return `${load}(${overlay}).${name}`;
}

/** The overlay into which what stands below `ancestors` goes; undefined: none. */
function homeOf(ancestors: Node[], wanted: OnDemand): number | undefined {
  const statement = ancestors[1] as Any;
  const name = /^(Function|Class)Declaration$/.test(statement.type) ? String((statement.id as Any).name) : "";
  const method = ancestors.find((one) => one.type === "MethodDefinition") as Any | undefined;
  return wanted.declarations.get(name) ?? (method && wanted.methods.get(`${name}.${String((method.key as Any).name)}`));
}

function askForName(node: Any, ancestors: Node[], splitting: Splitting): void {
  const name = String(node.name);
  const overlay = splitting.wanted.declarations.get(name);
  if (overlay === undefined || isShadowed(name, ancestors)) return;
  const parent = ancestors.at(-2) as Any;
  const asks = asked(overlay, name, ancestors, splitting);
  const isNew = asks !== name && parent.type === "NewExpression" && parent.callee === node;
  const shorthand = parent.type === "Property" && parent.shorthand ? `${name}: ` : "";
  splitting.edits.replace(node.start, node.end, isNew ? `(${asks})` : shorthand + asks);
}

/** `object.method(a)` becomes `Class_method(object, a)`. */
function askForMethod(node: Any, ancestors: Node[], splitting: Splitting): void {
  if (node.computed) return;
  const { code, wanted, edits, unique } = splitting;
  const name = String((node.property as Any).name);
  const onSelf = (node.object as Any).type === "ThisExpression" ? `${classOf(ancestors)}.${name}` : "";
  const method = wanted.methods.has(onSelf) ? onSelf : unique.get(name);
  if (method === undefined) return;
  const call = ancestors.at(-2) as Any;
  if (call.type !== "CallExpression" || call.callee !== node) refuse(method, "is handed on without being called");
  const dot = code.indexOf(".", (node.object as Node).end);
  const open = code.indexOf("(", node.end);
  edits.replace(call.start, call.start, `${asked(wanted.methods.get(method)!, keyOf(method), ancestors, splitting)}(`);
  edits.replace(dot, open + 1, (call.arguments as Node[]).length > 0 ? ", " : "");
}

function ownSelf(node: Node, ancestors: Node[], { wanted, edits }: Splitting): void {
  const method = ancestors.find((one) => one.type === "MethodDefinition") as Any | undefined;
  if (method && wanted.methods.has(`${classOf(ancestors)}.${String((method.key as Any).name)}`))
    edits.replace(node.start, node.end, self);
}

function classOf(ancestors: Node[]): string {
  const declaration = ancestors.find((one) => one.type === "ClassDeclaration") as Any | undefined;
  return declaration ? String((declaration.id as Any).name) : "";
}

function keyOf(method: string): string {
  return method.replace(".", "_");
}

/** What stays of a statement at the program's top. */
function keptOf(statement: Any, splitting: Splitting): string {
  const { wanted, edits, put } = splitting;
  const isNamed = statement.type === "FunctionDeclaration" || statement.type === "ClassDeclaration";
  const id = statement.id as Any;
  const overlay = isNamed ? wanted.declarations.get(String(id.name)) : undefined;
  if (overlay !== undefined) {
    put(
      overlay,
      String(id.name),
      `${statement.type === "FunctionDeclaration" ? "function" : "class"}${edits.rendered(id.end, statement.end)}`,
    );
    return "";
  }
  return statement.type === "ClassDeclaration"
    ? keptOfClass(statement, splitting)
    : edits.rendered(statement.start, statement.end);
}

function keptOfClass(statement: Any, { wanted, edits, put }: Splitting): string {
  const body = statement.body as Any;
  const members = (body.body as Any[]).map((member) => {
    const method = `${String((statement.id as Any).name)}.${String((member.key as Any).name)}`;
    const overlay = wanted.methods.get(method);
    if (overlay === undefined) return edits.rendered(member.start, member.end);
    const code = member.value as Any;
    const [first] = code.params as Node[];
    const rest = first
      ? `, ${edits.rendered(first.start, code.end)}`
      : `) ${edits.rendered((code.body as Node).start, code.end)}`;
    put(overlay, keyOf(method), `function (${self}${rest}`);
    return "";
  });
  return `${edits.rendered(statement.start, body.start + 1)}${members.join("\n")}}`;
}

function uniqueNames(program: Any, wanted: OnDemand): Map<string, string> {
  const declared = new Map<string, number>();
  const called = new Set<unknown>();
  const meet = (name: unknown): void => void declared.set(String(name), (declared.get(String(name)) ?? 0) + 1);
  full(program, (node) => {
    const one = node as Any;
    if (one.type === "CallExpression") called.add(one.callee);
    if (one.type === "MethodDefinition" || one.type === "Property") meet((one.key as Any).name);
  });
  /* A field, or a function handed on. */
  full(program, (node) => {
    const one = node as Any;
    if (one.type === "MemberExpression" && !one.computed && !called.has(one)) meet((one.property as Any).name);
  });
  const named = [...wanted.methods.keys()].map((method) => [method.split(".")[1]!, method] as const);
  for (const [name, method] of named) if (!declared.get(name)) refuse(method, "is nowhere");
  const unclear = named.filter(([name, method]) => declared.get(name) !== 1 && !wanted.privates.has(method));
  if (unclear.length > 0)
    refuse(unclear.map(([, method]) => method).join(", "), "is not private, and other things have that name");
  return new Map(named.filter(([name]) => declared.get(name) === 1));
}

function refuse(what: string, why: string): never {
  throw new Failure("BUNDLE_OVERLAY", { message: `${what}, which bundle/overlays.ts names, ${why}.`, hint: "Correct it there." });
}
