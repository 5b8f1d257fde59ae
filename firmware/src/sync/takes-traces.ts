/** Traces can be taken here. In a bundle the board's file says it (`traces`): where flash is full they are left out whole. */
export const takesTraces: boolean = true;
