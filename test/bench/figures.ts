/** Measured values by their names, which stay the same from version to version; null: not measured here. */
export type Figures = Record<string, number | null>;

/** One group of the bench. `lacks`: what this machine is missing for it, in words; then all of `names` are null. */
export interface Group {
  names: string[];
  lacks: () => string | undefined;
  measure: () => Promise<Figures>;
}

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1]!;
}
