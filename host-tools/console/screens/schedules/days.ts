/** Bits of days as words; three and more in a row become a span: "Mon–Fri, holidays". */
export function daysWords(days: number, names: readonly string[]): string {
  const parts: string[] = [];
  let day = 0;
  while (day < names.length) {
    let end = day;
    while (days & (1 << end) && end < 7) end++;
    if (end === day && !(days & (1 << day))) day++;
    else if (end - day >= 3) {
      parts.push(`${names[day]}–${names[end - 1]}`);
      day = end;
    } else parts.push(names[day++] ?? "");
  }
  return parts.join(", ");
}
