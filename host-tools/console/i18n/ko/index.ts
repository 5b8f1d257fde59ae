import type { Dictionary } from "../en/index";
import { accounts } from "./accounts";
import { audit } from "./audit";
import { cards, tags } from "./cards";
import { importing, levels, people, phones } from "./enrol";
import { koEvents } from "./events";
import { firstSteps } from "./first-steps";
import { eventSearch } from "./event-search";
import { groupKey } from "./group-key";
import { removal } from "./removal";
import { reports } from "./reports";
import { schedules } from "./schedules";
import { settings } from "./settings";
import { shell, signIn } from "./shell";
import { simulator } from "./simulator";
import { traces } from "./traces";
import { doors, identity, now, readers } from "./watch";
import { webhooks } from "./webhooks";

export const ko: Dictionary = {
  shell,
  signIn,
  accounts,
  audit,
  now,
  firstSteps,
  doors,
  readers,
  identity,
  removal,
  people,
  cards,
  tags,
  phones,
  levels,
  reports,
  schedules,
  settings,
  webhooks,
  groupKey,
  eventSearch,
  importing,
  simulator,
  traces,
  events: koEvents,
};
