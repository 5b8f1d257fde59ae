import { apiRoot, paths } from "../../../host-tools/api/paths";
import { may, roles } from "../../../host-tools/api/rights";
import { buildApp } from "../../../host-tools/backend/http/app";
import { routeRights } from "../../../host-tools/backend/http/route-rights";
import { BackendAtWork } from "../../support/backend-at-work";
import { SignedIn } from "../../support/signed-in";

/* Who may do what is one table (api/rights), and every route of the interface says in another which right it asks for. */
let at: BackendAtWork;
beforeAll(async () => void (at = await BackendAtWork.start()));
afterAll(() => at.stop());

/** Every route that there is; a new one is among them by itself. */
function routes(): string[] {
  const { app } = buildApp(at.backend.services);
  const served = app.routes.filter(({ method, path }) => method !== "ALL" && path.startsWith(apiRoot));
  return [...new Set(served.map(({ method, path }) => `${method} ${path}`))].sort();
}

test("every route names the right it asks for, and no right is named for a route that is not there", () => {
  expect(Object.keys(routeRights).sort()).toEqual(routes());
});

test("a route that names none is closed to everybody", async () => {
  const { app } = buildApp(at.backend.services);
  app.get(`${apiRoot}/forgotten`, (c) => c.json({ secret: 1 }));
  const headers = { authorization: `Bearer ${at.backend.apiToken}` };
  expect((await app.request(`${apiRoot}/forgotten`, { headers })).status).toBe(403);
});

test.each(roles)("an account that is %s is let to the routes of its rights and to no other", async (role) => {
  const person = await SignedIn.as(at, `one ${role}`, role);
  for (const [route, right] of Object.entries(routeRights)) {
    /* The stream stays open, and signing out would end this. */
    if (right === "open" || right === "ownSessions" || route.endsWith("/stream")) continue;
    const { status, json } = await person.ask(route.replace(":id", "999"), route.startsWith("GET") ? undefined : {});
    const refused = status === 403 && (json as { error: { code: string } }).error.code === "RIGHT_MISSING";
    expect([route, refused, status === 401]).toEqual([route, !may(role, right), false]);
  }
});

test("asking only for the head of an answer takes the same right", async () => {
  const head = async (path: string, headers: Record<string, string> = {}) => (await fetch(at.backend.url + path, { method: "HEAD", headers })).status;
  const enrol = { authorization: `Bearer ${at.backend.enrolUrl.split("#enrol=")[1]!}` };
  expect([await head(paths.people), await head(paths.people, enrol), await head(paths.doors, enrol)]).toEqual([401, 403, 200]);
});

test("an operator has people, cards and doors' modes; accounts, rules, readers and keys are an admin's; a viewer changes nothing", () => {
  const changing = (role: (typeof roles)[number]) => {
    const own = Object.entries(routeRights).filter(([route, right]) => !route.startsWith("GET") && right !== "open" && right !== "ownSessions" && may(role, right));
    return [...new Set(own.map(([, right]) => right))].sort();
  };
  expect(changing("viewer")).toEqual([]);
  expect(changing("operator")).toEqual(["doorCommands", "people", "traces"]);
  expect(changing("admin")).toEqual(["accounts", "doorCommands", "enrol", "keys", "people", "readers", "rules", "site", "traces"]);
});
