import { parse, type Node } from "acorn";
import type { OnDemand } from "./on-demand";
import { declarationsIn } from "./shadowing";

/** Overlays by name, each a list of `module` or `module:name` or `module:Class.method` (overlays.ts). */
export type Overlays = Record<string, string[]>;

export interface ModuleText {
  /** As bundled, without types. */
  bundled: string;
  written: string;
}

/** The declarations and methods that `overlays` names, in a program of these modules (by their paths without ending). What this program lacks, another board's may have. */
export function planOf(overlays: Overlays, lasting: string[], modules: Map<string, ModuleText>): OnDemand {
  const plan: OnDemand = {
    declarations: new Map(),
    methods: new Map(),
    privates: new Set(),
    lasting: new Set(lasting.map((name) => Object.keys(overlays).indexOf(name))),
  };
  Object.values(overlays).forEach((places, overlay) => {
    for (const place of places) addPlace(place, overlay, { plan, modules });
  });
  return plan;
}

function addPlace(place: string, overlay: number, { plan, modules }: { plan: OnDemand; modules: Map<string, ModuleText> }): void {
  const [module, inside] = place.split(":") as [string, string?];
  const text = modules.get(module);
  if (text === undefined) return;
  const { body } = parse(text.bundled, { ecmaVersion: 2022, sourceType: "module" });
  const names = declarationsIn(body.filter((one) => one.type !== "VariableDeclaration") as Node[]);
  if (!inside) return names.forEach((name) => void plan.declarations.set(name, overlay));
  const [owner, method] = inside.split(".") as [string, string?];
  const name = names.find((one) => one.replace(/\$\d+$/, "") === owner);
  if (name === undefined) return;
  if (!method) return void plan.declarations.set(name, overlay);
  plan.methods.set(`${name}.${method}`, overlay);
  if (new RegExp(`^  private ${method}\\(`, "m").test(text.written)) plan.privates.add(`${name}.${method}`);
}
