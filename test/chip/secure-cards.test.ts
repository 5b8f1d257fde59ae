import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fromHex, toHex } from "../../firmware/src/base/bytes";
import { ApiClient } from "../../host-tools/api/client";
import { cardLayouts, readKey, type CardOrders, type CardRow, type CardTechnology } from "../../host-tools/api/cards";
import type { DoorRow, PersonRow } from "../../host-tools/api/directory";
import { pathOf, paths } from "../../host-tools/api/paths";
import type { IssuedLease, PhoneSecrets } from "../../host-tools/api/phones";
import { startBackend, type Backend } from "../../host-tools/backend/server";
import { ChipBench, type ChipLine } from "../support/chip-bench";
import { temporaryDir } from "../support/command-line";
import { learnt } from "../support/learnt";
import { describeWith } from "../support/needs";
import { verifierOf } from "../support/pin-bench";

jest.setTimeout(180_000);

const key = "00112233445566778899aabbccddeeff";
const guessed = "ffeeddccbbaa99887766554433221100";
const id = "a0a1a2a3a4a5a6a7a8a9aaabacadaeaf";
const other = "00000000000000000000000000000000";
const uid = "04112233445566";
const desfire = { technology: "desfire", key, file: 2, length: 16 };
const profiles = [
  { ...desfire, application: "F51234", mode: "full" },
  { ...desfire, application: "F51235", mode: "mac" },
  { ...desfire, application: "F51236", mode: "full", auth: "ev1" },
  { technology: "ntag424", key, file: 3, length: 16, mode: "full" },
];

describeWith(["espruino", "socat"], "cards that prove themselves, at the real bundle in the real interpreter", () => {
  const dir = temporaryDir();
  let bench: ChipBench;

  beforeAll(async () => {
    const [profile, list] = [join(dir.path, "profile.json"), join(dir.path, "list.csv")];
    writeFileSync(profile, JSON.stringify(profiles));
    writeFileSync(list, `technology,identifier\ndesfire,${id}\nntag424,${id}\n`);
    bench = await ChipBench.open(dir.path);
    await bench.start("--list", list, "--card-profile", profile);
  });
  afterAll(async () => {
    await bench.close();
    dir.clean();
  });

  it.each([
    ["DESFire EV2, enciphered", `desfire:${uid}:F51234:${key}:2:${id}:full`, "desfire"],
    ["DESFire EV3, with a MAC", `desfire-ev3:${uid}:F51235:${key}:2:${id}:mac`, "desfire"],
    ["DESFire EV1", `desfire-ev1:${uid}:F51236:${key}:2:${id}:full`, "desfire"],
    ["NTAG 424 DNA", `ntag424:${uid}:${key}:3:${id}:full`, "ntag424"],
  ])("the right %s opens", async (_name, card, technology) => {
    expect(await bench.tap(card)).toMatchObject({ verdict: "granted", reason: "granted", technology });
  });

  it.each([
    ["a copy of the DESFire without its key", `desfire:${uid}:F51234:${guessed}:2:${id}:full`, "wrongKey", "desfire"],
    ["a copy of the EV1 without its key", `desfire-ev1:${uid}:F51236:${guessed}:2:${id}:full`, "wrongKey", "desfire"],
    ["a copy of the NTAG 424 without its key", `ntag424:${uid}:${guessed}:3:${id}:full`, "wrongKey", "ntag424"],
    ["a card of the site that nobody has", `desfire:${uid}:F51234:${key}:2:${other}:full`, "unknownCredential", "desfire"],
    ["a card without the file", `desfire:${uid}:F51234:${key}:3:${id}:full`, "cardRefused", "desfire"],
    ["a DESFire from the factory with the UID alone", `desfire:${uid}`, "unknownCredential", "uid"],
  ])("%s is refused by its reason", async (_name, card, reason, technology) => {
    expect(await bench.tap(card)).toMatchObject({ verdict: "denied", reason, technology });
  });
});

describeWith(["espruino", "socat"], "cards with keys of their own at the real bundle in the real interpreter, encoded for the real backend", () => {
  const dir = temporaryDir();
  let backend: Backend;
  let client: ApiClient;
  let bench: ChipBench;
  let kim: PersonRow;

  beforeAll(async () => {
    backend = await startBackend({ dataDir: ":memory:", port: 0 });
    client = new ApiClient(fetch, backend.url, backend.apiToken);
    bench = await ChipBench.open(dir.path);
    await bench.start("--backend", backend.enrolUrl);
    const [door] = (await client.get<{ rows: DoorRow[] }>(paths.doors)).rows;
    const level = await client.send<{ id: number }>("POST", paths.levels, { name: "Staff", scheduleId: 1, doors: [door!.id] });
    kim = await client.send<PersonRow>("POST", paths.people, { name: "Kim", levels: [level.id] });
  });
  afterAll(async () => {
    await bench.close();
    await backend.stop();
    dir.clean();
  });

  async function encoded(technology: CardTechnology, ev1 = false, cardUid = uid): Promise<CardOrders> {
    const orders = await client.send<CardOrders>("POST", paths.cards, { technology, uid: cardUid, ev1 });
    await client.send("POST", pathOf(paths.cardRegistration, orders.id), { personId: kim.id, keyVersion: 1 });
    await learnt(client);
    return orders;
  }
  const held = (kind: string, orders: CardOrders, other: { key?: string; credential?: string } = {}): string => {
    const { file, application } = cardLayouts[orders.technology];
    const at = orders.technology === "desfire" ? [application] : [];
    return [kind, orders.uid, ...at, other.key ?? orders.versions[0]!.keys[readKey], file, other.credential ?? orders.credential, "full", readKey].join(":");
  };
  it.each([
    ["desfire-ev2", "desfire", false, "04a0a0a0a0a0a1"],
    ["desfire-ev1", "desfire", true, "04a0a0a0a0a0a2"],
    ["ntag424", "ntag424", false, "04a0a0a0a0a0a3"],
  ] as const)("%s: opens by the key that its grant brought; a copy without it, and one that knows the key and not the id, do not; removed, it does not", async (kind, technology, ev1, cardUid) => {
    const orders = await encoded(technology, ev1, cardUid);
    expect(await bench.tap(held(kind, orders))).toMatchObject({ verdict: "granted", reason: "granted", technology });
    /* The copy's maker did not think of the key's version. */
    expect(await bench.tap(held(kind, orders, { key: guessed }))).toMatchObject({ verdict: "denied", reason: "wrongKeyVersion", technology });
    expect(await bench.tap(held(kind, orders, { credential: other }))).toMatchObject({ verdict: "denied", reason: "unknownCredential", technology });
    const { rows } = await client.get<{ rows: CardRow[] }>(paths.cards);
    await client.send("DELETE", pathOf(paths.credential, rows.find(({ id: card }) => card === orders.id)!.credentialId!), undefined);
    await learnt(client);
    expect(await bench.tap(held(kind, orders))).toMatchObject({ verdict: "denied", reason: "unknownCredential", technology: "uid" });
  });
});

describeWith(["espruino", "socat"], "a phone at the real bundle in the real interpreter, enrolled at the real backend", () => {
  const dir = temporaryDir();
  let backend: Backend;
  let client: ApiClient;
  let bench: ChipBench;
  let phone: PhoneSecrets;
  let lease: IssuedLease;
  let taps = 0;
  /* As on Android, a UID of its own for each tap. */
  const keys = (one: Pick<PhoneSecrets, "phoneKey" | "groupKey">) =>
    `phone:080102${(++taps).toString(16).padStart(2, "0")}:${one.phoneKey}:${one.groupKey}`;
  const held = () => `:${lease.doorKeyId}:${lease.lease}`;

  beforeAll(async () => {
    backend = await startBackend({ dataDir: ":memory:", port: 0 });
    client = new ApiClient(fetch, backend.url, backend.apiToken);
    bench = await ChipBench.open(dir.path);
    await bench.start("--backend", backend.enrolUrl);
    const [door] = (await client.get<{ rows: DoorRow[] }>(paths.doors)).rows;
    const level = await client.send<{ id: number }>("POST", paths.levels, { name: "Staff", scheduleId: 1, doors: [door!.id] });
    const kim = await client.send<PersonRow>("POST", paths.people, { name: "Kim", levels: [level.id] });
    phone = await client.send("POST", pathOf(paths.personPhones, kim.id), {});
    const wish = { doorId: door!.id, hours: 24 };
    const { rows } = await client.send<{ rows: IssuedLease[] }>("POST", pathOf(paths.phoneLeases, phone.id), wish);
    lease = rows[0]!;
    await learnt(client);
  });
  afterAll(async () => {
    await bench.close();
    await backend.stop();
    dir.clean();
  });

  it("opens with a lease for this door", async () => {
    expect(await bench.tap(keys(phone) + held())).toMatchObject({ verdict: "granted", technology: "phone" });
  });

  it.each([
    ["another phone with its lease", () => keys({ ...phone, phoneKey: guessed }) + held(), "phoneTag"],
    ["a phone of another site", () => keys({ ...phone, groupKey: guessed }) + held(), "wrongKey"],
    ["a phone without a lease", () => keys(phone), "leaseMissing"],
    ["a lease of which a bit was changed", () => (keys(phone) + held()).replace(/.$/, (last) => (last === "0" ? "1" : "0")), "leaseForged"],
  ])("%s is refused by its reason", async (_name, card, reason) => {
    expect(await bench.tap(card())).toMatchObject({ verdict: "denied", reason, technology: "phone" });
  });

  it("is refused once its lease was taken back", async () => {
    await client.send("DELETE", pathOf(paths.lease, lease.id), undefined);
    await learnt(client);
    expect(await bench.tap(keys(phone) + held())).toMatchObject({ verdict: "denied", reason: "leaseRevoked", technology: "phone" });
  });
});

describeWith(["espruino", "socat"], "a door that asks for a PIN, at the real bundle in the real interpreter", () => {
  const dir = temporaryDir();
  let backend: Backend;
  let client: ApiClient;
  let bench: ChipBench;
  let card: (pin: string | undefined) => string;

  beforeAll(async () => {
    backend = await startBackend({ dataDir: ":memory:", port: 0 });
    client = new ApiClient(fetch, backend.url, backend.apiToken);
    bench = await ChipBench.open(dir.path);
    await bench.start("--backend", backend.enrolUrl, "--keypad");
    const [door] = (await client.get<{ rows: DoorRow[] }>(paths.doors)).rows;
    await client.send("PATCH", pathOf(paths.door, door!.id), { asksPin: true });
    const level = await client.send<{ id: number }>("POST", paths.levels, { name: "Staff", scheduleId: 1, doors: [door!.id] });
    const kim = await client.send<PersonRow>("POST", paths.people, { name: "Kim", levels: [level.id] });
    const orders = await client.send<CardOrders>("POST", paths.cards, { technology: "desfire", uid, ev1: false });
    await client.send("POST", pathOf(paths.cardRegistration, orders.id), { personId: kim.id, keyVersion: 1 });
    const own = orders.versions[0]!.keys[readKey]!;
    card = (pin) => {
      const content = orders.credential + (pin === undefined ? "00".repeat(16) : toHex(verifierOf(pin, fromHex(own))));
      return ["desfire-ev2", uid, cardLayouts.desfire.application, own, cardLayouts.desfire.file, content, "full", readKey].join(":");
    };
    await learnt(client);
  });
  afterAll(async () => {
    await bench.close();
    await backend.stop();
    dir.clean();
  });

  const typed = (keys: string): Promise<ChipLine> => bench.tapAndType(card("4711"), keys);

  it("refuses a card that holds no PIN", async () => {
    expect(await bench.tap(card(undefined))).toMatchObject({ verdict: "denied", reason: "pinNotOnCard" });
  });

  it("opens with the right one, and by the fifth wrong one has barred the card, restarted or not", async () => {
    expect(await typed("4711#")).toMatchObject({ verdict: "granted", reason: "granted", technology: "desfire" });
    for (let i = 0; i < 5; i++) {
      if (i === 3) {
        await bench.stop();
        await bench.start("--keypad");
      }
      expect(await typed("0000#")).toMatchObject({ verdict: "denied", reason: "pinWrong" });
    }
    expect(await typed("4711#")).toMatchObject({ verdict: "denied", reason: "pinBarred" });
  });
});
