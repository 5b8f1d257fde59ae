import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { paths } from "../../api/paths";
import { Refusal } from "../refusal";
import { accountRoutes } from "./account-routes";
import { auditRoutes } from "./audit-routes";
import { cableRoutes } from "./cable-routes";
import { cardRoutes } from "./card-routes";
import { doorRoutes, ruleRoutes } from "./door-routes";
import { answerError } from "./errors";
import { eventRoutes } from "./event-routes";
import { guard, securityHeaders } from "./guard";
import { pageRoutes } from "./pages";
import { ownPhoneRoutes, phoneRoutes } from "./phone-routes";
import { peopleRoutes } from "./people-routes";
import { readerRoutes } from "./reader-routes";
import type { Env, Services } from "./services";
import { reportRoutes } from "./report-routes";
import { siteRoutes } from "./site-routes";
import { tagPageRoutes } from "./tag-page";
import { passRoutes, tagRoutes } from "./tag-routes";
import { traceRoutes } from "./trace-routes";
import { sessionRoutes } from "./session-routes";
import { streamRoute } from "./stream-route";
import { webhookRoutes } from "./webhook-routes";
import type { Streams } from "./stream-route";

const bodyBytesMax = 65_536;

/** Every route; answers requests also without a socket (`app.request`). */
export function buildApp(services: Services): { app: Hono<Env>; streams: Streams } {
  const app = new Hono<Env>();
  app.onError((error, c) => answerError(services, error, c));
  app.use(securityHeaders);
  app.use(guard(services));
  app.use((c, next) => (c.req.path === paths.import ? next() : smallBody(c, next)));
  sessionRoutes(app, services);
  siteRoutes(app, services);
  accountRoutes(app, services);
  peopleRoutes(app, services);
  doorRoutes(app, services);
  ruleRoutes(app, services);
  readerRoutes(app, services);
  eventRoutes(app, services);
  reportRoutes(app, services);
  auditRoutes(app, services);
  traceRoutes(app, services);
  cableRoutes(app, services);
  phoneRoutes(app, services);
  ownPhoneRoutes(app, services);
  cardRoutes(app, services);
  tagRoutes(app, services);
  passRoutes(app, services);
  webhookRoutes(app, services);
  const streams = streamRoute(app, services);
  app.all("/api/*", () => {
    throw new Refusal(404, "NOT_FOUND", "there is no such route", "See host-tools/api/paths.ts for those there are.");
  });
  tagPageRoutes(app);
  pageRoutes(app, services);
  return { app, streams };
}

const smallBody = bodyLimit({
  maxSize: bodyBytesMax,
  onError: () => {
    throw new Refusal(413, "TOO_LONG", "the request is longer than 64 kB", "Send less at once.");
  },
});
