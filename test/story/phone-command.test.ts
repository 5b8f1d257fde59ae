import type { GroupKeyState, IssuedLease, LeaseRow, PhoneSecrets, SharedGroup } from "../../host-tools/api/phones";
import { pathOf, paths } from "../../host-tools/api/paths";
import { BackendAtWork } from "../support/backend-at-work";
import { latchkey } from "../support/command-line";

/* `latchkey phone` beside a backend that runs: from enrolment to the renewal of the key by which phones know the site's readers. */
let at: BackendAtWork;
beforeAll(async () => {
  at = await BackendAtWork.start();
  const lobby = await at.reader("Lobby");
  await at.person("Kim", [(await at.level("Staff", [lobby.identity.doorId!])).id]);
});
afterAll(() => at.stop());

const run = (...args: string[]) => latchkey(["phone", ...args, "--server", at.backend.url, "--token", at.backend.apiToken]);
async function json<T>(...args: string[]): Promise<T[]> {
  const { code, stdout, stderr } = await run(...args, "--json");
  expect([code, stderr]).toEqual([0, ""]);
  return stdout.trim().split("\n").map((line) => JSON.parse(line) as T);
}

it("tells that there is no group key before the first phone", async () => {
  expect(await run("group-key")).toMatchObject({ code: 0, stdout: "no group key: the site has no phone yet\n" });
  expect(await run("renew-group-key")).toMatchObject({ code: 7, stderr: expect.stringMatching(/has no phone yet.*\n.*phone add.*\[GROUP_KEY_NONE\]/) as string });
});

it("enrols a phone, leases it a door and takes the lease back", async () => {
  const [phone] = await json<PhoneSecrets>("add", "Kim", "--label", "black");
  expect(phone).toEqual({ id: expect.any(Number) as number, phoneKey: expect.stringMatching(/^[0-9a-f]{32}$/) as string, groupKey: expect.stringMatching(/^[0-9a-f]{32}$/) as string });
  const leased = await run("lease", String(phone!.id), "--door", "lobby", "--hours", "24");
  expect(leased.stdout).toMatch(/^lease 1 until 20.*: [0-9a-f]{32}:[0-9a-f]{88}\n$/);
  expect(await run("revoke", "1")).toMatchObject({ code: 0, stdout: expect.stringContaining("lease 1 is taken back") as string });
  const { rows } = await at.client.get<{ rows: LeaseRow[] }>(pathOf(paths.phoneLeases, phone!.id));
  expect(rows).toMatchObject([{ id: 1, state: "revoked" }]);
  expect(await run("lease", String(phone!.id), "--door", "lobby", "--hours", "1")).toMatchObject({ code: 2 });
});

it("renews the group key: says for whom it waits, gives the next one out with leases, and hurries it", async () => {
  const [phone] = await json<PhoneSecrets>("add", "Kim", "--label", "blue");
  await json<IssuedLease>("lease", String(phone!.id), "--door", "lobby", "--renews");
  const begun = await run("renew-group-key");
  expect(begun.stdout).toMatch(new RegExp(`^in force +since 20.*\\nnext +phones fetch it since 20.* or by 20.*\\nbehind +phone ${phone!.id}, Kim \\(blue\\)\\n$`));
  const again = await run("renew-group-key");
  expect(again).toMatchObject({ code: 7, stderr: expect.stringMatching(/fetching the next group key already\n.*--now.*\[GROUP_KEY_UNDER_WAY\]/) as string });
  const given = await json<IssuedLease | SharedGroup>("lease", String(phone!.id), "--door", "lobby");
  expect(given.filter((one) => "key" in one)).toHaveLength(2);
  const [state] = await json<GroupKeyState>("renew-group-key", "--now");
  expect(state).toMatchObject({ exists: true, next: null, readersBehind: ["Lobby reader"] });
  expect((await run("group-key")).stdout).toMatch(/^in force +since 20.*\nformer +reader Lobby reader has it still, so phones keep it\n$/);
});
