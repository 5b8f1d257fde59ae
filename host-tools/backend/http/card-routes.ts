import type { Hono } from "hono";
import * as api from "../../api/cards";
import { paths } from "../../api/paths";
import { listCards } from "../cards/card-list";
import { notePin } from "../cards/card-pin";
import { addMaster, beginCard, keysOfCard, noteLocked, registerCard } from "../cards/cards";
import { authorOf } from "./author";
import { bodyOf, idOf, queryOf } from "./input";
import type { Env, Services } from "./services";

export function cardRoutes(app: Hono<Env>, { directory, cardKeys: keys }: Services): void {
  app.get(paths.cards, async (c) => c.json(await listCards(directory.read, queryOf(c, api.cardsQuery), directory.nowS)));
  app.post(paths.cards, async (c) => c.json(await beginCard(directory, authorOf(c), { wish: await bodyOf(c, api.newCard), keys }), 201));
  app.post(paths.cardKeys, async (c) => c.json(await keysOfCard(directory, authorOf(c), { wish: await bodyOf(c, api.knownCard), keys })));
  app.post(paths.cardMasters, async (c) => {
    const { technology } = await bodyOf(c, api.newCardMaster);
    return c.json(await addMaster(directory, authorOf(c), { technology, keys }), 201);
  });
  app.post(paths.cardRegistration, async (c) => {
    const wish = await bodyOf(c, api.cardRegistration);
    return c.json(await registerCard(directory, authorOf(c), { id: idOf(c), wish }));
  });
  app.put(paths.cardPin, async (c) => {
    const wish = await bodyOf(c, api.cardPin);
    return c.json(await notePin(directory, authorOf(c), { id: idOf(c), wish }));
  });
  app.post(paths.cardLock, async (c) => c.json(await noteLocked(directory, authorOf(c), idOf(c))));
}
