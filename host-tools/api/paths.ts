/** Every route of the HTTP interface; `:id` stands for one path segment. Console, CLI and backend use these alone. */
export const apiRoot = "/api/v1";

export const paths = {
  session: `${apiRoot}/session`,
  signInLinks: `${apiRoot}/sign-in-links`,
  site: `${apiRoot}/site`,
  siteFacts: `${apiRoot}/site/facts`,
  firstSteps: `${apiRoot}/first-steps`,
  people: `${apiRoot}/people`,
  person: `${apiRoot}/people/:id`,
  personCredentials: `${apiRoot}/people/:id/credentials`,
  personPhones: `${apiRoot}/people/:id/phones`,
  phoneLeases: `${apiRoot}/phones/:id/leases`,
  lease: `${apiRoot}/leases/:id`,
  /** What a phone asks by itself. */
  phoneRenewals: `${apiRoot}/phone-renewals`,
  credential: `${apiRoot}/credentials/:id`,
  cards: `${apiRoot}/cards`,
  cardKeys: `${apiRoot}/cards/keys`,
  cardMasters: `${apiRoot}/cards/masters`,
  cardRegistration: `${apiRoot}/cards/:id/registration`,
  cardPin: `${apiRoot}/cards/:id/pin`,
  cardLock: `${apiRoot}/cards/:id/lock`,
  doors: `${apiRoot}/doors`,
  door: `${apiRoot}/doors/:id`,
  doorCommands: `${apiRoot}/doors/:id/commands`,
  doorFormer: `${apiRoot}/doors/:id/former`,
  doorAccess: `${apiRoot}/doors/:id/access`,
  levels: `${apiRoot}/levels`,
  level: `${apiRoot}/levels/:id`,
  schedules: `${apiRoot}/schedules`,
  schedule: `${apiRoot}/schedules/:id`,
  holidays: `${apiRoot}/holidays`,
  readers: `${apiRoot}/readers`,
  reader: `${apiRoot}/readers/:id`,
  readerTraces: `${apiRoot}/readers/:id/traces`,
  readerUnlocks: `${apiRoot}/readers/:id/unlocks`,
  readerTaps: `${apiRoot}/readers/:id/taps`,
  traces: `${apiRoot}/traces`,
  trace: `${apiRoot}/traces/:id`,
  events: `${apiRoot}/events`,
  stream: `${apiRoot}/stream`,
  import: `${apiRoot}/import`,
  audit: `${apiRoot}/audit`,
  auditCheck: `${apiRoot}/audit/check`,
  webhooks: `${apiRoot}/webhooks`,
  webhook: `${apiRoot}/webhooks/:id`,
  webhookTest: `${apiRoot}/webhooks/:id/test`,
  health: `${apiRoot}/health`,
  doorTags: `${apiRoot}/door-tags`,
  doorTag: `${apiRoot}/door-tags/:id`,
  personPasses: `${apiRoot}/people/:id/passes`,
  passes: `${apiRoot}/passes`,
  accessRequests: `${apiRoot}/access-requests`,
  /** A door's tag leads to this, the door's id, and `?e=` and `&c=` of that tap. */
  tagPage: "/d",
  passPage: "/pass",
  /** WebSocket; sealed frames, one a binary message. */
  link: "/link",
  signIn: "/signin",
} as const;

/** `path` with its `:id` filled in. */
export function pathOf(path: string, id: number | string): string {
  return path.replace(":id", encodeURIComponent(String(id)));
}
