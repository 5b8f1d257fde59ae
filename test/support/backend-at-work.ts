import { ApiClient } from "../../host-tools/api/client";
import type { CredentialRow, DoorRow, LevelRow, PersonRow } from "../../host-tools/api/directory";
import type { EventRow } from "../../host-tools/api/events";
import { pathOf, paths } from "../../host-tools/api/paths";
import type { ReaderIdentity, ReaderRow, ReadersAnswer } from "../../host-tools/api/readers";
import type { Backend, BackendOptions } from "../../host-tools/backend/server";
import { startBackend } from "../../host-tools/backend/server";
import { ModelReader } from "./model-reader";

/** A backend on a free port with nothing left behind, and what a test asks of it, in few words. */
export class BackendAtWork {
  readonly client: ApiClient;

  private constructor(
    readonly backend: Backend,
    private readonly readers: ModelReader[] = [],
  ) {
    this.client = new ApiClient(fetch, backend.url, backend.apiToken);
  }

  static async start(options: Partial<BackendOptions> = {}): Promise<BackendAtWork> {
    return new BackendAtWork(await startBackend({ dataDir: ":memory:", ...options }));
  }

  async stop(): Promise<void> {
    for (const reader of this.readers) reader.close();
    await this.backend.stop();
  }

  door(name: string, more: object = {}): Promise<DoorRow> {
    return this.client.send("POST", paths.doors, { name, ...more });
  }

  /** An access level; without a schedule it holds always. */
  level(name: string, doors: number[], scheduleId = 1): Promise<LevelRow> {
    return this.client.send("POST", paths.levels, { name, doors, scheduleId });
  }

  person(name: string, levels: number[]): Promise<PersonRow> {
    return this.client.send("POST", paths.people, { name, levels });
  }

  change(person: number, patch: object): Promise<PersonRow> {
    return this.client.send("PATCH", pathOf(paths.person, person), patch);
  }

  card(person: number, identifier: string, more: object = {}): Promise<CredentialRow> {
    return this.client.send("POST", pathOf(paths.personCredentials, person), { technology: "uid", identifier, ...more });
  }

  /** Everything that this reader has told, in the order of arrival. */
  async eventsOf(readerId: string): Promise<EventRow[]> {
    const all: EventRow[] = [];
    for (let after = 0; ; after = all.at(-1)!.id) {
      const { rows } = await this.client.get<{ rows: EventRow[] }>(`${paths.events}?after=${after}&limit=1000&reader=${readerId}`);
      all.push(...rows);
      if (rows.length < 1000) return all;
    }
  }

  /** Sequence numbers of everything stored of this reader in the order of arrival: its events and the chain records between them. */
  async recordsOf(readerId: string): Promise<number[]> {
    const { store, contacts } = this.backend.services;
    const { num } = contacts.all().find(({ id }) => id === readerId)!;
    const rows = await store.read.selectFrom("event").select("sequence").where("reader", "=", num).orderBy("id").execute();
    return rows.map(({ sequence }) => sequence);
  }

  /** What the console is told of this reader. */
  async readerRow(readerId: string): Promise<ReaderRow> {
    const { rows } = await this.client.get<ReadersAnswer>(paths.readers);
    return rows.find(({ id }) => id === readerId)!;
  }

  /** Enrols a reader at the door of this name and starts a model of it. */
  async reader(door: string): Promise<ModelReader> {
    const identity = await this.client.send<ReaderIdentity>("POST", paths.readers, { name: `${door} reader`, door });
    return this.modelOf(identity);
  }

  async modelOf(identity: ReaderIdentity, epoch = 1): Promise<ModelReader> {
    const reader = await ModelReader.open(identity, epoch);
    this.readers.push(reader);
    return reader;
  }
}
