import type { ApiClient } from "../../api/client";
import type { DoorRow, LevelRow, ScheduleRow } from "../../api/directory";
import { exitCodes, Failure } from "../../api/failure";
import { paths } from "../../api/paths";
import { called, namesOf } from "../called";

/** The site's access levels with what their numbers stand for. */
export interface Rules {
  levels: LevelRow[];
  doors: DoorRow[];
  schedules: ScheduleRow[];
}

export async function rulesOf(client: ApiClient): Promise<Rules> {
  const rowsAt = <Row>(path: string) => client.get<{ rows: Row[] }>(path).then(({ rows }) => rows);
  const [levels, doors, schedules] = await Promise.all([
    rowsAt<LevelRow>(paths.levels),
    rowsAt<DoorRow>(paths.doors),
    rowsAt<ScheduleRow>(paths.schedules),
  ]);
  return { levels, doors, schedules };
}

/** Throws LEVEL_UNKNOWN. */
export function levelCalled({ levels }: Rules, name: string): LevelRow {
  const found = called(levels, name);
  if (found) return found;
  throw new Failure("LEVEL_UNKNOWN", {
    message: `there is no access level "${name}"`,
    hint: `Say one of: ${namesOf(levels, "none is there yet, make one with latchkey level add NAME")}.`,
    exit: exitCodes.usage,
  });
}

/** The schedule called so; the one that is built in, which is always, where none is named. Throws SCHEDULE_UNKNOWN. */
export function scheduleCalled({ schedules }: Rules, name: string | undefined): ScheduleRow {
  const found = name === undefined ? schedules.find(({ fixed }) => fixed) : called(schedules, name);
  if (found) return found;
  throw new Failure("SCHEDULE_UNKNOWN", {
    message: `there is no schedule "${name}"`,
    hint: `Say one of: ${namesOf(schedules, "none")}. Others are made in the console's screen Schedules.`,
    exit: exitCodes.usage,
  });
}

export function doorNames({ doors }: Rules, level: LevelRow): string {
  const names = doors.filter(({ id }) => level.doors.includes(id)).map(({ name }) => name);
  return names.join(", ") || "no door yet";
}

export function scheduleName({ schedules }: Rules, level: LevelRow): string {
  return schedules.find(({ id }) => id === level.scheduleId)?.name ?? "";
}
