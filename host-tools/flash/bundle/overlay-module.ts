import { unknownCount, unknownSum } from "./overlay-sum";
import { load, loaded } from "./on-demand";

/** The one name that is never shortened. */
export const number = "$n";

const filePrefix = "LK";
/** The file of Storage that holds overlay `n`. */
export const overlayFile = (n: number): string => filePrefix + n;

/**
 * What `latchkey:overlays` exports. Evaluated through `global`, so that it is no direct eval, which would keep the minifier from shortening
 * any name. What an overlay holds sees this function's parameter, so no other thing may have its name. What is let go is gone once nothing of it runs or is kept.
 */
export const overlayModule = `
export const overlayCount = ${unknownCount};
export const overlaySum = ${unknownSum};
export let ${loaded} = [];
export function ${load}(${number}) {
  return ${loaded}[${number}] || (${loaded}[${number}] = global.eval(require("Storage").read("${filePrefix}" + ${number})));
}
export function leaveOverlays() {
  ${loaded} = [];
}
`;
