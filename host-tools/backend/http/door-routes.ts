import type { Hono } from "hono";
import * as api from "../../api/directory";
import { paths } from "../../api/paths";
import { explainAccess } from "../directory/access";
import { addDoor, changeDoor, commandDoor, doorById, listDoors } from "../directory/doors";
import { removalOf, removeDoor } from "../directory/removed-door";
import { addLevel, changeLevel, listLevels, removeLevel } from "../directory/levels";
import * as schedules from "../directory/schedules";
import { secondsOf } from "../directory/time";
import { formerUsers } from "../reports/former-kind";
import { authorOf } from "./author";
import { demand } from "./guard";
import { bodyOf, idOf, queryOf } from "./input";
import type { Env, Services } from "./services";

export function doorRoutes(app: Hono<Env>, { directory }: Services): void {
  app.get(paths.doors, async (c) => {
    const { removed } = queryOf(c, api.doorsQuery);
    return c.json({ rows: await listDoors(directory.read, { removed: removed === "1" }) });
  });
  app.post(paths.doors, async (c) => c.json(await addDoor(directory, authorOf(c), await bodyOf(c, api.newDoor)), 201));
  app.get(paths.door, async (c) => c.json(await doorById(directory.read, idOf(c))));
  app.patch(paths.door, async (c) => {
    const patch = await bodyOf(c, api.doorPatch);
    /* A mode for good is a setting as the others, and as much an operator's as one for an hour. */
    if (Object.keys(patch).some((field) => field !== "mode")) demand(c, "site");
    return c.json(await changeDoor(directory, authorOf(c), { id: idOf(c), patch }));
  });
  app.delete(paths.door, async (c) => {
    await removeDoor(directory, authorOf(c), idOf(c));
    return c.body(null, 204);
  });
  app.get(paths.doorRemoval, async (c) => c.json(await removalOf(directory, directory.read, idOf(c))));
  app.post(paths.doorCommands, async (c) => {
    const command = await bodyOf(c, api.doorCommand);
    return c.json(await commandDoor(directory, authorOf(c), { id: idOf(c), command }), 202);
  });
  app.get(paths.doorFormer, async (c) => c.json({ rows: await formerUsers(directory.read, idOf(c)) }));
  app.get(paths.doorAccess, async (c) => {
    const { person, at } = queryOf(c, api.accessQuery);
    const { utcOffsetMin } = await schedules.siteRow(directory.read);
    const seconds = at ? secondsOf(at, "from", utcOffsetMin) : directory.nowS;
    return c.json(await explainAccess(directory.read, { door: idOf(c), person, at: seconds }));
  });
}

export function ruleRoutes(app: Hono<Env>, { directory }: Services): void {
  app.get(paths.levels, async (c) => c.json({ rows: await listLevels(directory.read) }));
  app.post(paths.levels, async (c) => c.json(await addLevel(directory, authorOf(c), await bodyOf(c, api.newLevel)), 201));
  app.patch(paths.level, async (c) => {
    const patch = await bodyOf(c, api.levelPatch);
    return c.json(await changeLevel(directory, authorOf(c), { id: idOf(c), patch }));
  });
  app.delete(paths.level, async (c) => {
    await removeLevel(directory, authorOf(c), idOf(c));
    return c.body(null, 204);
  });
  app.get(paths.schedules, async (c) => c.json({ rows: await schedules.listSchedules(directory.read) }));
  app.post(paths.schedules, async (c) => {
    return c.json(await schedules.addSchedule(directory, authorOf(c), await bodyOf(c, api.newSchedule)), 201);
  });
  app.patch(paths.schedule, async (c) => {
    const patch = await bodyOf(c, api.schedulePatch);
    return c.json(await schedules.changeSchedule(directory, authorOf(c), { id: idOf(c), patch }));
  });
  app.delete(paths.schedule, async (c) => {
    await schedules.removeSchedule(directory, authorOf(c), idOf(c));
    return c.body(null, 204);
  });
  app.get(paths.holidays, async (c) => c.json({ rows: await schedules.listHolidays(directory.read) }));
  app.put(paths.holidays, async (c) => {
    return c.json({ rows: await schedules.setHolidays(directory, authorOf(c), await bodyOf(c, api.holidays)) });
  });
}
