/** How a credential was read; numbers are stored in journals and never change meaning. */
export const none = 0;
export const uid = 1;
export const ntag = 2;
export const ntag424 = 3;
export const desfire = 4;
export const phone = 5;

/** Assurance: 0 an identifier anyone can copy, 1 a static secret, 2 a dynamic message, 3 mutual authentication. */
export function assuranceOf(technology: number): number {
  if (technology === desfire || technology === ntag424 || technology === phone) return 3;
  return technology === ntag ? 1 : 0;
}
