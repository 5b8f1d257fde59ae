/** How a credential was read; numbers are stored in journals and never change meaning. */
export const none = 0;
export const uid = 1;
export const ntag = 2;
export const ntag424 = 3;
export const desfire = 4;
export const phone = 5;

/** By technology. */
const assurances = new Uint8Array([0, 0, 1, 3, 3, 3]);

/** Assurance: 0 an identifier anyone can copy, 1 a static secret, 2 a dynamic message, 3 mutual authentication. */
export function assuranceOf(technology: number): number {
  return assurances[technology]! | 0;
}
