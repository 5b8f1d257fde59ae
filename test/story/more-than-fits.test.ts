import type { PersonRow } from "../../host-tools/api/directory";
import { pathOf, paths } from "../../host-tools/api/paths";
import { grantsCapacity } from "../../firmware/src/store/grant-shape";
import { Grants } from "../../firmware/src/store/grants";
import { jsNative } from "../../host-tools/hal/native";
import { differences } from "../support/reader-flash";
import { VirtualSite, type VirtualDoor } from "../support/virtual-site";

/* A site that has more people for a door than its reader has room for. */
const pages = 8;
const capacity = grantsCapacity(4096, pages, false);
const cardOf = (i: number): string => `04${i.toString(16).padStart(12, "0")}`;

let site: VirtualSite;
let door: VirtualDoor;
afterEach(() => site.stop());

async function hire(from: number, count: number): Promise<void> {
  const csv = ["name,identifier", ...Array.from({ length: count }, (_, i) => `P${cardOf(from + i)},${cardOf(from + i)}`)].join("\n") + "\n";
  await site.at.client.upload("/api/v1/import?levels=Staff", new Uint8Array(Buffer.from(csv)));
}

async function opens(i: number): Promise<boolean> {
  door.tap(`uid:${cardOf(i)}`);
  await site.pass(600);
  const isOpen = door.reader.door.isOn("relay");
  door.reader.remove();
  await site.pass(6000);
  return isOpen;
}

async function dismiss(i: number): Promise<void> {
  const { rows } = await site.at.client.get<{ rows: PersonRow[] }>(`${paths.people}?search=P${cardOf(i)}`);
  await site.at.client.send("DELETE", pathOf(paths.person, rows[0]!.id), undefined);
}

it("keeps letting in whom it has, forgets who is removed, says that its list is full, and takes the rest once there is room", async () => {
  site = await VirtualSite.start(3);
  door = await site.door("Lobby", { grants: pages });
  await site.at.level("Staff", [door.identity.doorId!]);
  await hire(0, 300);
  await site.pass(60_000);
  await hire(300, capacity - 100);
  await site.pass(600_000);
  const held = () => new Grants(door.reader.region("grants"), jsNative());
  const row = () => site.at.readerRow(door.identity.readerId);
  expect(held().count).toBeLessThanOrEqual(capacity);
  expect(held().count).toBeGreaterThan(capacity - 32);
  expect((await row()).alarms).toEqual(["listFull"]);
  expect([await opens(5), await opens(299), await opens(capacity - 40), await opens(capacity + 400)]).toEqual([true, true, true, false]);
  await dismiss(5);
  await site.pass(5000);
  expect([await opens(5), await opens(6)]).toEqual([false, true]);
  for (let i = 10; i < 240; i++) await dismiss(i);
  await site.pass(600_000);
  expect(await opens(capacity + 199)).toBe(true);
  for (let i = 240; i < 800; i++) await dismiss(i);
  await site.pass(300_000);
  expect([(await row()).alarms, await differences(site.at, door.reader), door.reader.restarts]).toEqual([[], [], 0]);
}, 200_000);
