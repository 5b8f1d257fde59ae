/* `detail` of the event frontEndRecovered: the kind in the low byte, above it how often since it was last told. Numbers never change meaning. */

/* kind: the last step that it took, each coming after those before it */
/** None: an answer was there and the interrupt line said nothing of it. It is stuck, or its wire is off; each answer comes some 40 ms late. */
export const alertMissed = 0;
/** A command was sent again, or its answer asked for again. */
export const repeated = 1;
/** What the front end did was dropped. */
export const aborted = 2;
/** It was woken and set up anew. */
export const initialised = 3;
/** Its reset line was pulsed. */
export const reset = 4;

const countMax = 0xffffff;

export function recoveryDetail(kind: number, count: number): number {
  return kind + 256 * Math.min(count, countMax);
}
