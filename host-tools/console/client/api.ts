import type { z } from "zod";
import type {
  AccessAnswer,
  CommandAnswer,
  CredentialRow,
  doorCommand,
  doorPatch,
  DoorRemoval,
  DoorRow,
  FormerUser,
  Holiday,
  LevelRow,
  newCredential,
  newDoor,
  newLevel,
  newPerson,
  newSchedule,
  personPatch,
  PersonRow,
  ScheduleRow,
  sitePatch,
  SiteRow,
} from "../../api/directory";
import type { cardRegistration, CardOrders, CardRow, CardsPage, newCard } from "../../api/cards";
import type { AuditCheck, AuditRow } from "../../api/audit";
import type { DoorTagRow } from "../../api/door-tags";
import type { EventsAnswer } from "../../api/events";
import type { FirstStepsAnswer } from "../../api/first-steps";
import type { ImportReport } from "../../api/import-report";
import { pathOf, paths } from "../../api/paths";
import type { GroupKeyState, LeaseRow, LeasesAnswer, newGroupKey, newLeases, PhoneSecrets } from "../../api/phones";
import type { RefusalsAnswer, UnusedAnswer } from "../../api/reports";
import type { newReader, readerPatch, ReaderIdentity, ReaderRow, ReadersAnswer } from "../../api/readers";
import type { SiteFacts } from "../../api/site-facts";
import type { accountPatch, AccountRow, newAccount, NewAccountAnswer } from "../../api/accounts";
import type { SessionRow, SignInLink } from "../../api/session";
import type { newTrace, TraceAnswer, TraceRow } from "../../api/traces";
import type { MadeWebhook, newWebhook, WebhookRow, WebhookTest } from "../../api/webhooks";
import { queryOf, request, upload } from "./http";

export interface PeoplePage {
  rows: PersonRow[];
  total: number;
}
interface Rows<Row> {
  rows: Row[];
}
/** As the address has them; what is no such kind or state is refused by the server. */
export interface CardsQuery {
  search?: string;
  technology?: string;
  state?: string;
  below?: string;
  withoutPin?: string;
  offset?: number;
  limit?: number;
}
/** As the address has them; what is no such door, kind or day is refused by the server. */
export type EventsWish = { [name in "door" | "kind" | "verdict" | "since" | "until" | "person"]?: string };
/** As the address has them; what is no such door or day is refused by the server. */
export type RefusalsWish = { [name in "since" | "until" | "door"]?: string };
/** As the address has them; what is no day is refused by the server. */
export type AuditWish = { [name in "author" | "object" | "since" | "until"]?: string };
export type NewPerson = z.input<typeof newPerson>;
export type NewCredential = z.input<typeof newCredential>;
export type NewSchedule = z.input<typeof newSchedule>;
export type NewLevel = z.input<typeof newLevel>;
export type DoorCommand = z.input<typeof doorCommand>;
export type DoorPatch = z.input<typeof doorPatch>;

/** Every request the screens make. Each throws ApiFailure. */
export const api = {
  signIn: (token: string) => request<SessionRow>("POST", paths.session, { token }),
  session: () => request<SessionRow>("GET", paths.session),
  signInLink: () => request<SignInLink>("POST", paths.signInLinks, {}),
  signOut: () => request<void>("DELETE", paths.session),
  accounts: () => request<Rows<AccountRow>>("GET", paths.accounts).then((answer) => answer.rows),
  addAccount: (account: z.input<typeof newAccount>) => request<NewAccountAnswer>("POST", paths.accounts, account),
  changeAccount: (id: number, patch: z.input<typeof accountPatch>) => request<AccountRow>("PATCH", pathOf(paths.account, id), patch),
  accountLink: (id: number) => request<SignInLink>("POST", pathOf(paths.accountLinks, id), {}),
  endSessions: (id: number) => request<void>("DELETE", pathOf(paths.accountSessions, id)),
  audit: (query: AuditWish & { before?: number | undefined; limit: number }) =>
    request<Rows<AuditRow>>("GET", paths.audit + queryOf({ ...query })).then((answer) => answer.rows),
  refusals: (query: RefusalsWish) => request<RefusalsAnswer>("GET", paths.refusals + queryOf({ ...query })),
  unused: (query: { days: string; limit: number }) => request<UnusedAnswer>("GET", paths.unused + queryOf(query)),
  auditAuthors: () => request<Rows<string>>("GET", paths.auditAuthors).then((answer) => answer.rows),
  auditCheck: () => request<AuditCheck>("GET", paths.auditCheck),
  site: () => request<SiteRow>("GET", paths.site),
  siteFacts: () => request<SiteFacts>("GET", paths.siteFacts),
  firstSteps: () => request<FirstStepsAnswer>("GET", paths.firstSteps),
  changeSite: (patch: z.input<typeof sitePatch>) => request<SiteRow>("PATCH", paths.site, patch),

  people: (query: { search?: string; offset?: number; limit?: number }) =>
    request<PeoplePage>("GET", paths.people + queryOf(query)),
  person: (id: number) => request<PersonRow>("GET", pathOf(paths.person, id)),
  addPerson: (person: NewPerson) => request<PersonRow>("POST", paths.people, person),
  changePerson: (id: number, patch: z.input<typeof personPatch>) => request<PersonRow>("PATCH", pathOf(paths.person, id), patch),
  removePerson: (id: number) => request<void>("DELETE", pathOf(paths.person, id)),
  addCredential: (person: number, credential: NewCredential) =>
    request<CredentialRow>("POST", pathOf(paths.personCredentials, person), credential),
  enableCredential: (id: number, enabled: boolean) => request<CredentialRow>("PATCH", pathOf(paths.credential, id), { enabled }),
  removeCredential: (id: number) => request<void>("DELETE", pathOf(paths.credential, id)),

  cards: (query: CardsQuery) => request<CardsPage>("GET", paths.cards + queryOf({ ...query })),
  beginCard: (card: z.input<typeof newCard>) => request<CardOrders>("POST", paths.cards, card),
  registerCard: (id: number, wish: z.input<typeof cardRegistration>) =>
    request<CardRow>("POST", pathOf(paths.cardRegistration, id), wish),
  doorTags: () => request<Rows<DoorTagRow>>("GET", paths.doorTags).then((answer) => answer.rows),
  revokeDoorTag: (id: number) => request<void>("DELETE", pathOf(paths.doorTag, id)),
  webhooks: () => request<Rows<WebhookRow>>("GET", paths.webhooks).then((answer) => answer.rows),
  addWebhook: (wish: z.input<typeof newWebhook>) => request<MadeWebhook>("POST", paths.webhooks, wish),
  enableWebhook: (id: number, enabled: boolean) => request<WebhookRow>("PATCH", pathOf(paths.webhook, id), { enabled }),
  testWebhook: (id: number) => request<WebhookTest>("POST", pathOf(paths.webhookTest, id), {}),
  removeWebhook: (id: number) => request<void>("DELETE", pathOf(paths.webhook, id)),

  addPhone: (person: number) => request<PhoneSecrets>("POST", pathOf(paths.personPhones, person), {}),
  leases: (phone: number) => request<Rows<LeaseRow>>("GET", pathOf(paths.phoneLeases, phone)).then((answer) => answer.rows),
  issueLeases: (phone: number, wish: z.input<typeof newLeases>) => request<LeasesAnswer>("POST", pathOf(paths.phoneLeases, phone), wish),
  groupKey: () => request<GroupKeyState>("GET", paths.phoneGroupKey),
  renewGroupKey: (wish: z.input<typeof newGroupKey>) => request<GroupKeyState>("POST", paths.phoneGroupKey, wish),
  revokeLease: (id: number) => request<void>("DELETE", pathOf(paths.lease, id)),
  passLink: (person: number) => request<SignInLink>("POST", pathOf(paths.personPasses, person), {}),
  withdrawPasses: (person: number) => request<void>("DELETE", pathOf(paths.personPasses, person)),

  traces: () => request<Rows<TraceRow>>("GET", paths.traces).then((answer) => answer.rows),
  trace: (id: number) => request<TraceAnswer>("GET", pathOf(paths.trace, id)),
  askForTrace: (reader: string, wish: z.input<typeof newTrace>) =>
    request<TraceRow>("POST", pathOf(paths.readerTraces, reader), wish),
  removeTrace: (id: number) => request<void>("DELETE", pathOf(paths.trace, id)),

  doors: () => request<Rows<DoorRow>>("GET", paths.doors).then((answer) => answer.rows),
  formerUsers: (id: number) => request<Rows<FormerUser>>("GET", pathOf(paths.doorFormer, id)).then((answer) => answer.rows),
  doorsEver: () => request<Rows<DoorRow>>("GET", paths.doors + queryOf({ removed: "1" })).then((answer) => answer.rows),
  doorRemoval: (id: number) => request<DoorRemoval>("GET", pathOf(paths.doorRemoval, id)),
  removeDoor: (id: number) => request<void>("DELETE", pathOf(paths.door, id)),
  addDoor: (door: z.input<typeof newDoor>) => request<DoorRow>("POST", paths.doors, door),
  changeDoor: (id: number, patch: DoorPatch) => request<DoorRow>("PATCH", pathOf(paths.door, id), patch),
  command: (door: number, command: DoorCommand) => request<CommandAnswer>("POST", pathOf(paths.doorCommands, door), command),
  access: (door: number, person: number) => request<AccessAnswer>("GET", pathOf(paths.doorAccess, door) + queryOf({ person })),
  levels: () => request<Rows<LevelRow>>("GET", paths.levels).then((answer) => answer.rows),

  addLevel: (level: NewLevel) => request<LevelRow>("POST", paths.levels, level),
  changeLevel: (id: number, level: NewLevel) => request<LevelRow>("PATCH", pathOf(paths.level, id), level),
  removeLevel: (id: number) => request<void>("DELETE", pathOf(paths.level, id)),
  schedules: () => request<Rows<ScheduleRow>>("GET", paths.schedules).then((answer) => answer.rows),
  addSchedule: (schedule: NewSchedule) => request<ScheduleRow>("POST", paths.schedules, schedule),
  changeSchedule: (id: number, schedule: NewSchedule) => request<ScheduleRow>("PATCH", pathOf(paths.schedule, id), schedule),
  removeSchedule: (id: number) => request<void>("DELETE", pathOf(paths.schedule, id)),
  holidays: () => request<Rows<Holiday>>("GET", paths.holidays).then((answer) => answer.rows),
  setHolidays: (days: Holiday[]) => request<Rows<Holiday>>("PUT", paths.holidays, days).then((answer) => answer.rows),

  readers: () => request<ReadersAnswer>("GET", paths.readers),
  addReader: (reader: z.input<typeof newReader>) => request<ReaderIdentity>("POST", paths.readers, reader),
  changeReader: (id: string, patch: z.input<typeof readerPatch>) => request<ReaderRow>("PATCH", pathOf(paths.reader, id), patch),

  removeReader: (id: string) => request<void>("DELETE", pathOf(paths.reader, id)),

  events: (query: EventsWish & { before?: number | undefined; limit: number }) =>
    request<EventsAnswer>("GET", paths.events + queryOf({ ...query })).then((answer) => answer.rows),
  importCsv: (file: Blob, options: { dryRun: boolean; levels: string }) =>
    upload<ImportReport>(
      paths.import + queryOf({ dryRun: options.dryRun ? "1" : "0", levels: options.levels }),
      file,
      "text/csv",
    ),
};
