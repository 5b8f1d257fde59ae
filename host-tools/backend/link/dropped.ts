import * as fault from "../../../firmware/src/base/fault";

const names = new Map<number, string>(
  Object.entries(fault).flatMap(([name, value]) => (typeof value === "number" ? [[value, name] as const] : [])),
);

/** The name under which a dropped frame is counted: that of its fault. */
export function droppedName(caught: unknown): string {
  return names.get(fault.codeOf(caught)) ?? "unexpected";
}
