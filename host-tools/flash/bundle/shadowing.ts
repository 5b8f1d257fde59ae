import type { Node } from "acorn";

type Any = Node & { [key: string]: unknown };

/** True when `name`, met below `ancestors` (outermost first), means something declared inside the program's functions or blocks, not at its top. */
export function isShadowed(name: string, ancestors: Node[]): boolean {
  return ancestors.slice(1).some((node) => declaredBy(node as Any).includes(name));
}

/** Names that `node` brings for what stands inside it. The firmware's dialect has no patterns, so each is one identifier. */
function declaredBy(node: Any): string[] {
  if (/Function/.test(node.type))
    return [
      ...namesOf(node.params as Any[]),
      ...(node.type === "FunctionExpression" && node.id ? namesOf([node.id as Any]) : []),
    ];
  if (node.type === "CatchClause") return node.param ? namesOf([node.param as Any]) : [];
  if (node.type === "ForStatement") return declarationsIn([node.init as Any]);
  if (node.type === "ForInStatement" || node.type === "ForOfStatement") return declarationsIn([node.left as Any]);
  if (node.type === "SwitchStatement") return declarationsIn((node.cases as Any[]).flatMap((one) => one.consequent as Any[]));
  return node.type === "BlockStatement" ? declarationsIn(node.body as Any[]) : [];
}

export function declarationsIn(statements: (Node | null | undefined)[]): string[] {
  return statements.flatMap((statement) => {
    const one = statement as Any | null | undefined;
    if (one?.type === "VariableDeclaration") return namesOf((one.declarations as Any[]).map((each) => each.id as Any));
    return one?.type === "FunctionDeclaration" || one?.type === "ClassDeclaration" ? namesOf([one.id as Any]) : [];
  });
}

function namesOf(identifiers: Any[]): string[] {
  return identifiers.map((one) => String(one.name));
}
