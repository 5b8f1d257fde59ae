import type { Hono } from "hono";
import type { AccountRow, NewAccountAnswer } from "../../api/accounts";
import { accountPatch, newAccount } from "../../api/accounts";
import { paths } from "../../api/paths";
import { addAccount, changeAccount, endSessions, linkFor, listAccounts } from "../auth/account-edits";
import { authorOf } from "./author";
import { bodyOf, idOf } from "./input";
import type { Env, Services } from "./services";
import { linkAnswer } from "./session-routes";

export function accountRoutes(app: Hono<Env>, services: Services): void {
  const { directory, feed } = services;
  const rowOf = async (id: number): Promise<AccountRow> => (await listAccounts(directory.read, directory.nowS)).find((row) => row.id === id)!;

  app.get(paths.accounts, async (c) => c.json({ rows: await listAccounts(directory.read, directory.nowS) }));
  app.post(paths.accounts, async (c) => {
    const { id, link } = await addAccount(directory, authorOf(c), await bodyOf(c, newAccount));
    return c.json({ account: await rowOf(id), link: linkAnswer(services, c, link) } satisfies NewAccountAnswer, 201);
  });
  app.patch(paths.account, async (c) => {
    const change = { id: idOf(c), patch: await bodyOf(c, accountPatch) };
    await changeAccount(directory, authorOf(c), change);
    if (change.patch.enabled === false) feed.tell("signedOut", change.id);
    return c.json(await rowOf(change.id));
  });
  app.post(paths.accountLinks, async (c) => c.json(linkAnswer(services, c, await linkFor(directory, authorOf(c), idOf(c))), 201));
  app.delete(paths.accountSessions, async (c) => {
    await endSessions(directory, authorOf(c), idOf(c));
    feed.tell("signedOut", idOf(c));
    return c.body(null, 204);
  });
}
