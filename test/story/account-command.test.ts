import type { AccountRow, NewAccountAnswer } from "../../host-tools/api/accounts";
import { paths } from "../../host-tools/api/paths";
import { BackendAtWork } from "../support/backend-at-work";
import { latchkey } from "../support/command-line";
import { SignedIn } from "../support/signed-in";

jest.setTimeout(120_000);

describe("latchkey account", () => {
  let at: BackendAtWork;
  beforeAll(async () => void (at = await BackendAtWork.start()));
  afterAll(() => at.stop());

  const account = (...args: string[]) => latchkey(["account", ...args, "--server", at.backend.url, "--data", at.backend.services.store.dataDir]);
  const rows = async () => (await account("list", "--json")).stdout.trim().split("\n").map((line) => JSON.parse(line) as AccountRow);

  it("makes, changes and ends accounts with the token of the data directory alone, as where nobody can sign in", async () => {
    const added = JSON.parse((await account("add", "Kim", "--role", "operator", "--json")).stdout) as NewAccountAnswer;
    const kim = await SignedIn.by(at, added.link.url, added.account.id);
    expect(await rows()).toMatchObject([{ name: "owner", role: "admin", signedInAt: null, lastAdmin: true }, { name: "Kim", role: "operator", sessions: 1 }]);
    expect(await account("role", "kim", "viewer")).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Kim +viewer +enabled/) });
    expect((await kim.ask(`POST ${paths.people}`, { name: "Park" })).status).toBe(403);
    expect((await account("sign-out", "Kim")).code).toBe(0);
    expect((await kim.ask(`GET ${paths.session}`)).status).toBe(401);
    expect(await account("disable", "Kim")).toMatchObject({ code: 0, stdout: expect.stringContaining("disabled") });
    const refused = await account("link", "Kim", "--json");
    expect([refused.code, JSON.parse(refused.stdout)]).toMatchObject([7, { error: { code: "ACCOUNT_DISABLED" } }]);
    expect((await account("enable", "Kim")).stdout).toContain("enabled");
    const link = /http\S+/.exec((await account("link", "owner")).stdout)![0];
    expect((await (await SignedIn.by(at, link, 1)).ask(`GET ${paths.session}`)).json).toMatchObject({ account: "owner" });
  });

  it("leaves the last admin, and says what is wrong with a name or a role", async () => {
    const outcome = async (...args: string[]) => {
      const { code, stdout } = await account(...args, "--json");
      return [code, (JSON.parse(stdout) as { error: { code: string } }).error.code];
    };
    expect(await outcome("disable", "owner")).toEqual([7, "LAST_ADMIN"]);
    expect(await outcome("role", "owner", "king")).toEqual([2, "ROLE_UNKNOWN"]);
    expect(await outcome("disable", "Nobody")).toEqual([2, "ACCOUNT_UNKNOWN"]);
    expect(await outcome("add", "api")).toEqual([7, "INPUT"]);
  });
});
