import type { Hono } from "hono";
import { paths } from "../../api/paths";
import { refusalsQuery, unusedQuery } from "../../api/reports";
import { refusals } from "../reports/refusals";
import { unused } from "../reports/unused";
import { authorOf } from "./author";
import { queryOf } from "./input";
import type { Env, Services } from "./services";

export function reportRoutes(app: Hono<Env>, { directory }: Services): void {
  app.get(paths.refusals, async (c) => c.json(await refusals(directory.read, queryOf(c, refusalsQuery), directory.nowS)));
  /* Where people went, and where they did not, is nobody's business without a line of who asked. */
  app.get(paths.unused, async (c) => {
    const query = queryOf(c, unusedQuery);
    await directory.edit(authorOf(c), async () => ({ subject: { what: "person", id: null, action: "read unused access", detail: { days: query.days } }, answer: undefined }));
    return c.json(await unused(directory.read, query, directory.nowS));
  });
}
