import { language } from "../../i18n/language";

/** Microseconds as milliseconds, or as seconds where there are many. */
export function timeWords(us: number): string {
  const inSeconds = us >= 10_000_000;
  const format = new Intl.NumberFormat(
    language.value,
    inSeconds ? { maximumFractionDigits: 2, minimumFractionDigits: 2 } : { maximumFractionDigits: 2 },
  );
  return inSeconds ? `${format.format(us / 1_000_000)} s` : `${format.format(us / 1000)} ms`;
}
