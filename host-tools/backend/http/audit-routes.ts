import type { Hono } from "hono";
import { auditQuery } from "../../api/audit";
import { paths } from "../../api/paths";
import { checkAudit } from "../audit/chain";
import { authorsOf, findAudit } from "../audit/find-audit";
import { queryOf } from "./input";
import type { Env, Services } from "./services";

export function auditRoutes(app: Hono<Env>, { directory }: Services): void {
  app.get(paths.audit, async (c) => c.json({ rows: await findAudit(directory.read, queryOf(c, auditQuery)) }));
  app.get(paths.auditAuthors, async (c) => c.json({ rows: await authorsOf(directory.read) }));
  app.get(paths.auditCheck, async (c) => c.json(await checkAudit(directory.read)));
}
