import type { Account, Accounts } from "../auth/accounts";
import type { Passes } from "../auth/passes";
import type { BearerTokens } from "../auth/bearer";
import type { KeyBox } from "../auth/key-box";
import type { RateLimit } from "../auth/rate-limit";
import type { CardKeys } from "../cards/card-keys";
import type { Directory } from "../directory/edit";
import type { Feed } from "../feed";
import type { EventQueue } from "../ingest/event-queue";
import type { UnlistedCards } from "../ingest/unlisted-cards";
import type { Contacts } from "../link/contact";
import type { PhoneKeys } from "../leases/phone-keys";
import type { Tokens } from "../delta/tokens";
import type { Gateway } from "../link/gateway";
import type { Store } from "../store/open";
import type { Courier } from "../webhooks/courier";

/** What the routes stand on; built once in server.ts. */
export interface Services {
  store: Store;
  directory: Directory;
  contacts: Contacts;
  gateway: Gateway;
  queue: EventQueue;
  unlisted: UnlistedCards;
  feed: Feed;
  accounts: Accounts;
  bearer: BearerTokens;
  passes: Passes;
  keys: KeyBox;
  phoneKeys: PhoneKeys;
  cardKeys: CardKeys;
  tokens: Tokens;
  courier: Courier;
  signInTries: RateLimit;
  passTries: RateLimit;
  /** Of the program; undefined: not told. */
  version: string | undefined;
  startedMs: number;
  nowMs(): number;
  /** Port of the HTTP server and of the datagrams alike; known once it listens. */
  port(): number;
  /** What it listens on. */
  host: string;
  /** Address that readers are told; undefined: the one under which the request came. */
  advertise: string | undefined;
  /** Built console; undefined: none. */
  consoleDir: string | undefined;
  onTrouble(error: unknown): void;
}

/** Hono's own variables of a request. */
export interface Env {
  Variables: { account: Account };
}
