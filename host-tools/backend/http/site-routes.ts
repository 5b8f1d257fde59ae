import type { Hono } from "hono";
import { sitePatch } from "../../api/directory";
import type { FirstStepsAnswer } from "../../api/first-steps";
import { paths } from "../../api/paths";
import type { SiteFacts } from "../../api/site-facts";
import { changeSite, siteRow } from "../directory/schedules";
import { firstSteps } from "../reports/first-steps";
import { siteFacts } from "../reports/site-facts";
import { authorOf } from "./author";
import { bodyOf } from "./input";
import { isLoopback } from "./own-addresses";
import { addressForReaders } from "./reader-address";
import type { Env, Services } from "./services";

export function siteRoutes(app: Hono<Env>, services: Services): void {
  const { directory, contacts } = services;
  app.get(paths.site, async (c) => c.json(await siteRow(directory.read)));
  app.patch(paths.site, async (c) => c.json(await changeSite(directory, authorOf(c), await bodyOf(c, sitePatch))));
  app.get(paths.siteFacts, async (c) => {
    const facts = await siteFacts(services);
    return c.json({ ...facts, readerAddress: `${addressForReaders(services, c)}:${services.port()}` } satisfies SiteFacts);
  });
  app.get(paths.firstSteps, async (c) => {
    const rows = await firstSteps(directory.read, contacts);
    const onThisMachineOnly = isLoopback(addressForReaders(services, c));
    return c.json({ rows, onThisMachineOnly } satisfies FirstStepsAnswer);
  });
}
