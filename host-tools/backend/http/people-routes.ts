import type { Hono } from "hono";
import * as api from "../../api/directory";
import { paths } from "../../api/paths";
import { addCredential, changeCredential, removeCredential } from "../directory/credentials";
import { addPerson, changePerson, findPeople, personById, removePerson } from "../directory/people";
import { authorOf } from "./author";
import { bodyOf, idOf, queryOf } from "./input";
import type { Env, Services } from "./services";

export function peopleRoutes(app: Hono<Env>, { directory }: Services): void {
  app.get(paths.people, async (c) => c.json(await findPeople(directory.read, queryOf(c, api.pageQuery))));
  app.post(paths.people, async (c) => c.json(await addPerson(directory, authorOf(c), await bodyOf(c, api.newPerson)), 201));
  app.get(paths.person, async (c) => c.json(await personById(directory.read, idOf(c))));
  app.patch(paths.person, async (c) => {
    const patch = await bodyOf(c, api.personPatch);
    return c.json(await changePerson(directory, authorOf(c), { id: idOf(c), patch }));
  });
  app.delete(paths.person, async (c) => {
    await removePerson(directory, authorOf(c), idOf(c));
    return c.body(null, 204);
  });
  app.post(paths.personCredentials, async (c) => {
    const wish = await bodyOf(c, api.newCredential);
    return c.json(await addCredential(directory, authorOf(c), { person: idOf(c), wish }), 201);
  });
  app.patch(paths.credential, async (c) => {
    const patch = await bodyOf(c, api.credentialPatch);
    return c.json(await changeCredential(directory, authorOf(c), { id: idOf(c), patch }));
  });
  app.delete(paths.credential, async (c) => {
    await removeCredential(directory, authorOf(c), idOf(c));
    return c.body(null, 204);
  });
}
