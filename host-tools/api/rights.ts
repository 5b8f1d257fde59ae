/** What a person who signs in may be. */
export const roles = ["admin", "operator", "viewer"] as const;
export type Role = (typeof roles)[number];

/** `enrol`: no person, but the token that `latchkey serve` prints for provisioning tools. */
export type Holder = Role | "enrol";

/** Who has which right: the one table that routes, console and documents go by (docs/accounts.md). */
export const rights = {
  /** To ask who one is. */
  session: ["admin", "operator", "viewer", "enrol"],
  /** To sign out, and to sign in on another device. */
  ownSessions: ["admin", "operator", "viewer"],
  /** To know which doors there are. */
  doorList: ["admin", "operator", "viewer", "enrol"],
  /** To read what is no secret, the audit among it. */
  look: ["admin", "operator", "viewer"],
  /** People with their cards and phones, one by one or as a file. */
  people: ["admin", "operator"],
  /** To unlock a door and set its mode. */
  doorCommands: ["admin", "operator"],
  /** What passes on a reader's front end: it shows cards' numbers, and what is stored on some. */
  traces: ["admin", "operator"],
  /** Access levels, schedules, holidays. */
  rules: ["admin"],
  /** The site's own settings, its doors and theirs, and whom else it tells. */
  site: ["admin"],
  /** To change and remove readers, to unlock their cables, and the tags at doors. */
  readers: ["admin"],
  /** To add a reader, which hands its keys out. */
  enrol: ["admin", "enrol"],
  /** New versions of the keys on cards, and of the one that phones know readers by. */
  keys: ["admin"],
  /** Who may sign in, and as what. */
  accounts: ["admin"],
} as const satisfies Record<string, readonly Holder[]>;
export type Right = keyof typeof rights;

export function may(role: Holder, right: Right): boolean {
  return (rights[right] as readonly Holder[]).includes(role);
}
