/** The list keeps card keys. In a bundle the board's file says it (`credentials.keys`): what is sent to a board that cannot use them takes no room there. */
export const holdsKeys: boolean = true;
