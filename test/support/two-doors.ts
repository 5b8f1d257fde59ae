import { join } from "node:path";
import type { EventRow } from "../../host-tools/api/events";
import { pathOf, paths } from "../../host-tools/api/paths";
import type { AuditRow } from "../../host-tools/api/audit";
import type { Log } from "../../host-tools/backend/log";
import { temporaryDir } from "./command-line";
import { VirtualSite, type VirtualDoor } from "./virtual-site";

/** Cards: of Kim and Lee, whom the site knows from its start, and of Park, who comes later. */
export const [kim, lee, park] = ["04a1b2c3d4e5f6", "04a1b2c3d4e5f7", "04a1b2c3d4e5f8"] as const;
export const startSeconds = 1_790_000_000;

/** A site of two doors that Kim and Lee may pass, its data in a folder, from which they can be taken away and put back. */
export class TwoDoors {
  private constructor(
    private readonly dir: ReturnType<typeof temporaryDir>,
    readonly site: VirtualSite,
    readonly lobby: VirtualDoor,
    readonly lab: VirtualDoor,
    /** The access level of both doors. */
    readonly staff: number,
    readonly kimId: number,
  ) {}

  static async start(log?: Log): Promise<TwoDoors> {
    const dir = temporaryDir();
    const site = await VirtualSite.start(3, startSeconds, join(dir.path, "data"), log);
    const [lobby, lab] = [await site.door("Lobby"), await site.door("Lab")];
    const staff = (await site.at.level("Staff", [lobby.identity.doorId!, lab.identity.doorId!])).id;
    const kimId = (await site.at.person("Kim", [staff])).id;
    await site.at.card(kimId, kim);
    await site.at.card((await site.at.person("Lee", [staff])).id, lee);
    await site.pass(20_000);
    return new TwoDoors(dir, site, lobby, lab, staff, kimId);
  }

  async stop(): Promise<void> {
    await this.site.stop();
    this.dir.clean();
  }

  get data(): string {
    return this.beside("data");
  }

  /** A file beside the site's data. */
  beside(name: string): string {
    return join(this.dir.path, name);
  }

  command(door: VirtualDoor, order: object): Promise<unknown> {
    return this.site.at.client.send("POST", pathOf(paths.doorCommands, door.identity.doorId!), order);
  }

  patchDoor(door: VirtualDoor, patch: object): Promise<unknown> {
    return this.site.at.client.send("PATCH", pathOf(paths.door, door.identity.doorId!), patch);
  }

  eventsOf(door: VirtualDoor): Promise<EventRow[]> {
    return this.site.at.eventsOf(door.identity.readerId);
  }

  async audit(): Promise<AuditRow[]> {
    return (await this.site.at.client.get<{ rows: AuditRow[] }>(paths.audit)).rows;
  }

  relayOf(door: VirtualDoor): { on: boolean; atMs: number }[] {
    return door.reader.door.edges.filter(({ line }) => line === "relay");
  }

  /** Why the door opened or not, as its reader itself tells it in its journal. */
  async tap(door: VirtualDoor, card: string): Promise<string> {
    door.tap(`uid:${card}`);
    await this.site.pass(15_000);
    return (await this.eventsOf(door)).filter((row) => row.verdict).at(-1)!.reason;
  }

  /** Kim is taken out and Park comes; `levels`: what Park may pass besides. */
  async kimGoesParkComes(levels: number[] = []): Promise<void> {
    await this.site.at.client.send("DELETE", pathOf(paths.person, this.kimId), undefined);
    await this.site.at.card((await this.site.at.person("Park", [this.staff, ...levels])).id, park);
  }

  /** Every reader holds what the database has for it, under the database's numbers, and has nothing to complain of. */
  async expectConverged(): Promise<void> {
    for (const door of [this.lobby, this.lab]) {
      const row = await this.site.at.readerRow(door.identity.readerId);
      expect([row.listVersion, row.settingsVersion, row.alarms]).toEqual([row.backendVersion, row.backendSettingsVersion, []]);
    }
  }
}
