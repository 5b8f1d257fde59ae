import { fromHex, toHex } from "../../firmware/src/base/bytes";
import type { AccessAnswer } from "../../host-tools/api/directory";
import type { EventsAnswer } from "../../host-tools/api/events";
import { pathOf, paths } from "../../host-tools/api/paths";
import type { IssuedLease, LeaseRow, PhoneSecrets, RenewalAnswer, SharedGroup } from "../../host-tools/api/phones";
import { takeGroupKey } from "../../host-tools/keys/group-key";
import { renewalProofOf } from "../../host-tools/keys/phone";
import { nobleCipher } from "../../host-tools/simulator/board/cipher";
import { VirtualSite, type VirtualDoor } from "./virtual-site";

const hourMs = 3_600_000;

/** Kim's phone at the lobby, with the real backend and the shipped reader. */
export class PhoneSite {
  /** The phone's group keys, by their ids; empty: it has the one of its enrolment. */
  groups = new Map<string, string>();

  private constructor(
    readonly site: VirtualSite,
    readonly lobby: VirtualDoor,
    readonly staff: { id: number },
    readonly kim: { id: number },
    readonly phone: PhoneSecrets,
  ) {}

  static async start(seed: number): Promise<PhoneSite> {
    const site = await VirtualSite.start(seed);
    const lobby = await site.door("Lobby");
    const staff = await site.at.level("Staff", [lobby.identity.doorId!]);
    const kim = await site.at.person("Kim", [staff.id]);
    const phone = await site.at.client.send<PhoneSecrets>("POST", pathOf(paths.personPhones, kim.id), {});
    await site.pass(20_000);
    return new PhoneSite(site, lobby, staff, kim, phone);
  }

  stop(): Promise<void> {
    return this.site.stop();
  }

  get now(): number {
    return this.site.at.backend.services.directory.nowS;
  }

  /** ISO text of so many hours from now. */
  inHours(hours: number): string {
    return new Date((this.now + hours * 3600) * 1000).toISOString();
  }

  async issue(more: object = {}): Promise<IssuedLease> {
    const wish = { doorId: this.lobby.identity.doorId, hours: 24, ...more };
    const { rows } = await this.site.at.client.send<{ rows: IssuedLease[] }>("POST", pathOf(paths.phoneLeases, this.phone.id), wish);
    return rows[0]!;
  }

  async leases(): Promise<LeaseRow[]> {
    return (await this.site.at.client.get<{ rows: LeaseRow[] }>(pathOf(paths.phoneLeases, this.phone.id))).rows;
  }

  /** The administrator says for how long the phone is good. */
  limit(validity: { validFrom?: string | null; validUntil?: string | null }): Promise<unknown> {
    return this.site.at.client.send("PATCH", pathOf(paths.credential, this.phone.id), validity);
  }

  /** The phone asks by itself for its next leases, without having any, and keeps the group keys that come with them. */
  async renew({ time = this.now, phone = this.phone } = {}): Promise<RenewalAnswer> {
    const { id, phoneKey } = phone;
    const groups = [...this.groups.keys()];
    const proof = toHex(renewalProofOf(nobleCipher(), fromHex(phoneKey), { phone: id, time, held: [], groups: groups.map(fromHex) }));
    const answer = await fetch(this.site.at.backend.url + paths.phoneRenewals, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ phone: id, time, held: [], groups, proof }),
    });
    if (!answer.ok) throw new Error(await answer.text());
    const said = (await answer.json()) as RenewalAnswer;
    if (phone === this.phone) this.keep(said.groups);
    return said;
  }

  /** As a phone does: these are all group keys that it has from now on. */
  keep(groups: SharedGroup[]): void {
    const taken = groups.map(({ id, key }) => [id, toHex(takeGroupKey(nobleCipher(), fromHex(this.phone.phoneKey), { id: fromHex(id), shared: fromHex(key) })!)] as const);
    this.groups = new Map(taken);
  }

  /** Holds the phone up: for how long the relay was on, in milliseconds; 0: it stayed shut. */
  async opens(...held: IssuedLease[]): Promise<number> {
    const from = this.lobby.reader.door.edges.length;
    const groups = [...this.groups.values()].join("") || this.phone.groupKey;
    this.lobby.tap(["phone", "08010203", this.phone.phoneKey, groups, ...held.flatMap((one) => [one.doorKeyId, one.lease])].join(":"));
    await this.site.pass(12_000);
    const [on, off] = this.lobby.reader.door.edges.slice(from).filter(({ line }) => line === "relay");
    return on?.on ? off!.atMs - on.atMs : 0;
  }

  /** How long the backend says that the door would open for the phone's newest lease. */
  async foretold(): Promise<number> {
    const path = `${pathOf(paths.doorAccess, this.lobby.identity.doorId!)}?person=${this.kim.id}`;
    return (await this.site.at.client.get<AccessAnswer>(path)).credentials[0]!.unlockMs;
  }

  async lastReason(): Promise<string> {
    await this.site.pass(40_000);
    const { rows } = await this.site.at.client.get<EventsAnswer>(`${paths.events}?limit=20&kind=tap`);
    return rows[0]!.reason;
  }

  /** Hours in which the reader has no power, so that they cost nothing. */
  async later(hours: number): Promise<void> {
    this.lobby.reader.powerOff();
    this.site.clock.advance(hours * hourMs);
    this.lobby.reader.powerOn();
    await this.site.pass(30_000);
  }
}
