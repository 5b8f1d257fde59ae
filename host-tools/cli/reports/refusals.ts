import { paths } from "../../api/paths";
import { refusalSides, sideOf, sumBy, type RefusalsAnswer, type RefusalSide } from "../../api/reports";
import { sheetText } from "../../api/sheet-text";
import { connect, type ServerOptions } from "../backend-client";
import { columns } from "../board/columns";
import { doorOnceCalled } from "../door-called";
import { put, say } from "../output";
import { dayOf } from "../time-option";

export interface RefusalsOptions extends ServerOptions {
  since?: string;
  until?: string;
  door?: string;
  by?: RefusalSide;
  csv: boolean;
  json: boolean;
}

const all: readonly RefusalSide[] = ["day", "door", "reason"];

export async function reportRefusals(options: RefusalsOptions): Promise<void> {
  const query = new URLSearchParams();
  for (const name of ["since", "until"] as const) if (options[name] !== undefined) query.set(name, dayOf(options[name], `--${name}`));
  const client = connect(options);
  if (options.door !== undefined) query.set("door", String(await doorOnceCalled(client, options.door)));
  const answer = await client.get<RefusalsAnswer>(`${paths.refusals}?${query}`);
  const sides = options.by === undefined ? all : refusalSides.filter((side) => side === options.by);
  const rows = sumBy(answer.rows, sides);
  const cells = rows.map((row) => [...sides.map((side) => sideOf(row, side)), String(row.count)]);
  if (options.csv) return void process.stdout.write(sheetText([...sides, "count"], cells));
  if (options.json) return put(true, { ...answer, ...(options.by && { rows: rows.map((row) => ({ [options.by!]: sideOf(row, options.by!), count: row.count })) }) }, "");
  if (rows.length > 0) put(false, {}, columns(cells).join("\n"));
  const count = answer.rows.reduce((sum, row) => sum + row.count, 0);
  say(`${count} refused from ${answer.since} through ${answer.until}; latchkey events --since ${answer.since} shows each.`);
}
