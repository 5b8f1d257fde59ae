interface Named {
  id: number;
  name: string;
}

/** The row called `name`, whatever its case, or else with this number. */
export function called<Row extends Named>(rows: Row[], name: string): Row | undefined {
  return rows.find((row) => row.name.toLowerCase() === name.toLowerCase()) ?? rows.find((row) => String(row.id) === name);
}

/** What there is to choose from; `none` where there is nothing. */
export function namesOf(rows: Named[], none: string): string {
  return rows.map((row) => row.name).join(", ") || none;
}
