import fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { paths } from "../../../../host-tools/api/paths";
import { makeBackup } from "../../../../host-tools/backend/backup/make-backup";
import { restoreBackup } from "../../../../host-tools/backend/backup/restore";
import { BackendAtWork } from "../../../support/backend-at-work";

jest.setTimeout(60_000);

/*
 * A restore that stops at any step of putting files in place, as when the power goes: what a backend finds at its next start is the site of before
 * or the restored one, whole, and never an empty directory of which it would make a new site. A disk that refuses the step is the same to what lies there.
 */
const steps = ["mkdirSync", "linkSync", "writeFileSync", "renameSync", "rmSync"] as const;

test("at every step either the site of before or the restored one is there", async () => {
  const dir = fs.mkdtempSync(join(tmpdir(), "latchkey-"));
  const [dataDir, path] = [join(dir, "data"), join(dir, "site.latchkey")];
  const doorsAt = async (work: (at: BackendAtWork) => Promise<unknown>): Promise<string> => {
    const at = await BackendAtWork.start({ dataDir });
    const { rows } = await at.client.get<{ rows: { name: string }[] }>(paths.doors);
    await work(at);
    await at.stop();
    return rows.map(({ name }) => name).join();
  };
  await doorsAt((at) => at.reader("Lobby"));
  const oneReader = async (at: BackendAtWork) => expect((await (await at.reader("Lobby")).syncOnce()).kind).toBeGreaterThan(0);
  makeBackup({ dataDir, path, program: "0.0.0", nowMs: Date.now() });
  expect(await doorsAt((at) => at.reader("Lab"))).toBe("Lobby");
  fs.cpSync(dataDir, join(dir, "before"), { recursive: true });

  const outcomes: string[] = [];
  for (let stopAt = 1, whole = false; !whole; stopAt++) {
    fs.rmSync(dataDir, { recursive: true });
    fs.cpSync(join(dir, "before"), dataDir, { recursive: true });
    const cut = cutAfter(stopAt, dataDir);
    whole = await restoreBackup({ dataDir, path, nowMs: Date.now() }).then(() => true, () => false);
    cut.mend();
    outcomes.push(await doorsAt(oneReader));
  }
  expect(outcomes.length).toBeGreaterThan(6);
  expect(new Set(outcomes)).toEqual(new Set(["Lobby,Lab", "Lobby"]));
  /* Once restored, always restored: there is one step at which it changes over. */
  expect(outcomes.join(" ")).toMatch(/^(Lobby,Lab )+(Lobby ?)+$/);
  fs.rmSync(dir, { recursive: true });
});

/** From the `count`th change to a file of `dataDir` on none is done any more; SQLite's own are not counted. */
function cutAfter(count: number, dataDir: string): { mend(): void } {
  let left = count;
  const spies = steps.map((name) => {
    const real = fs[name] as (...args: unknown[]) => unknown;
    return jest.spyOn(fs, name as "rmSync").mockImplementation((...args: unknown[]) => {
      const own = String(args[0]).startsWith(dataDir);
      if (own && --left <= 0) throw new Error("the power is gone");
      return real(...args) as undefined;
    });
  });
  return { mend: () => spies.forEach((spy) => spy.mockRestore()) };
}
