import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { jsNative } from "../hal/native";
import { paths } from "../api/paths";
import { Accounts, newSecret } from "./auth/accounts";
import { BearerTokens } from "./auth/bearer";
import { KeyBox } from "./auth/key-box";
import { Passes } from "./auth/passes";
import { FirstContacts } from "./backup/first-contact";
import { RateLimit } from "./auth/rate-limit";
import { secretFile } from "./auth/secret-file";
import { siteKeyOf } from "./auth/site-key";
import { siteKeysOf } from "./auth/site-keys";
import { Captures } from "./captures/captures";
import { Directory } from "./directory/edit";
import { Feed } from "./feed";
import { buildApp } from "./http/app";
import type { Services } from "./http/services";
import { EventQueue } from "./ingest/event-queue";
import { JournalProofs } from "./ingest/journal-proofs";
import { UnlistedCards } from "./ingest/unlisted-cards";
import { Contacts } from "./link/contact";
import { Gateway } from "./link/gateway";
import { nodeCipher } from "../hal/node-cipher";
import { Requests } from "./link/requests";
import { everyRealMs, startClockwork, type Every } from "./clockwork";
import { openPorts } from "./ports";
import { tokenFile } from "./store/data-directory";
import { furnish } from "./store/furnish";
import { orDamaged } from "./store/damaged";
import { openStore } from "./store/open";
import type { Log } from "./log";
import { Troubles } from "./log";
import { Courier } from "./webhooks/courier";

export interface BackendOptions {
  /** Directory of database, site key and token; ":memory:" leaves nothing behind. */
  dataDir: string;
  /** 0: any free one. The same number serves HTTP, WebSocket and datagrams. */
  port?: number;
  host?: string;
  log?: Log;
  /** The built console. */
  consoleDir?: string | undefined;
  /** IPv4 address that new readers are told; else the one under which the request for them came. */
  advertise?: string | undefined;
  nowMs?: () => number;
  /** What paces that which happens by itself; it goes with `nowMs`. */
  every?: Every;
  /** Of the program, for whoever looks after the site. */
  version?: string;
}

export interface Backend {
  url: string;
  port: number;
  udpPort: number;
  /** Works once, for a day. */
  signInUrl: string;
  /** For provisioning tools: its token can enrol readers, for a day. */
  enrolUrl: string;
  apiToken: string;
  services: Services;
  stop(): Promise<void>;
}

/** Puts the backend together, the only place that knows all of its rooms. Fulfilled when it listens. Throws STORE_..., PORT_.... */
export async function startBackend(options: BackendOptions): Promise<Backend> {
  return orDamaged(options.dataDir, async () => {
    const store = openStore(options.dataDir);
    try {
      return await startOn(store, options);
    } catch (error) {
      await store.close().catch(() => undefined);
      throw error;
    }
  });
}

type Store = ReturnType<typeof openStore>;

async function startOn(store: Store, options: BackendOptions): Promise<Backend> {
  const secrets = {
    siteKey: await siteKeyOf(store),
    apiToken: secretFile(join(store.dataDir, tokenFile), 32),
    enrolToken: newSecret(),
  };
  let port = 0;
  const services = await assemble(store, { options, secrets, port: () => port });
  const { app, streams } = buildApp(services);
  const ports = await openPorts({ app, gateway: services.gateway, host: services.host, port: options.port ?? 0 });
  port = ports.port;
  const clockwork = startClockwork(services, options.every ?? everyRealMs);
  const link = await services.accounts.firstLink();
  return {
    url: ports.url,
    port,
    udpPort: port,
    signInUrl: `${ports.url}${paths.signIn}#${link.secret}`,
    enrolUrl: `${ports.url}/#enrol=${secrets.enrolToken}`,
    apiToken: secrets.apiToken,
    services,
    async stop() {
      streams.stop();
      await ports.close();
      await clockwork.stop();
      await services.courier.stop();
      await services.queue.idle();
      await services.unlisted.idle();
      await store.close();
    },
  };
}

interface Parts {
  options: BackendOptions;
  secrets: { siteKey: string; apiToken: string; enrolToken: string };
  port(): number;
}

async function assemble(store: Store, { options, secrets, port }: Parts): Promise<Services> {
  const nowMs = options.nowMs ?? Date.now;
  const nowS = (): number => Math.floor(nowMs() / 1000);
  const onTrouble = new Troubles(options.log).report;
  await furnish(store, nowS());
  const cipher = nodeCipher();
  const native = jsNative();
  const keys = new KeyBox(secrets.siteKey);
  const feed = new Feed();
  const contacts = new Contacts(store.read);
  await contacts.refresh();
  const proofs = new JournalProofs({ store, feed, keys, cipher, nowMs });
  const siteKeys = siteKeysOf(keys, cipher);
  const { tokens, phones: phoneKeys, cards: cardKeys } = siteKeys;
  const unlisted = new UnlistedCards({ store, feed, tokens, onTrouble });
  const queue = new EventQueue(store, feed, { nowMs, onTrouble, follow: (frames) => (unlisted.follow(frames), proofs.follow(frames)) });
  const nonce = Uint8Array.from(randomBytes(8));
  const captures = new Captures({ store, feed, nowMs });
  const firstContacts = new FirstContacts({ store, feed, contacts, log: options.log, nowMs });
  const requests = new Requests({ read: store.read, queue, feed, native, nowMs, nonce, captures, firstContacts });
  const gateway = new Gateway({ contacts, keys, cipher, native, handle: (request) => requests.handle(request) });
  const directory = new Directory({ store, ...siteKeys, contacts, feed, nowMs, poke: (reader) => gateway.poke(reader) });
  const courier = new Courier({ store, keys, feed, nowMs, onTrouble });
  const accounts = new Accounts(store, nowS);
  const bearer = new BearerTokens(secrets.apiToken, secrets.enrolToken, nowS);
  const signInTries = new RateLimit(10, nowMs);
  const [passes, passTries] = [new Passes(store, nowS), new RateLimit(60, nowMs)];
  const { advertise, consoleDir, host = "127.0.0.1", version } = options;
  const rooms = { store, directory, contacts, gateway, queue, unlisted, feed, accounts, bearer, keys, phoneKeys, cardKeys, tokens, courier, signInTries, passes, passTries };
  return { ...rooms, nowMs, startedMs: nowMs(), version, port, host, advertise, consoleDir, onTrouble };
}
