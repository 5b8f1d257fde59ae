import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { latchkey, Running, temporaryDir } from "../support/command-line";

jest.setTimeout(120_000);

interface Ready {
  url: string;
  data: string;
}

/* What `npm start` and `latchkey serve` do with the same folder, as somebody does who tries the one and then lives with the other. */
describe("the folder of a demo", () => {
  const dir = temporaryDir();
  const running: Running[] = [];
  afterAll(async () => {
    await Promise.all(running.map((one) => one.stop("SIGINT")));
    dir.clean();
  });

  async function start(...args: string[]): Promise<Running> {
    const one = new Running([...args, "--port", "0", "--json"]);
    running.push(one);
    await one.line((line) => (JSON.parse(line) as Ready).url !== undefined);
    return one;
  }
  const refusal = ({ code, stdout }: { code: number; stdout: string }) => ({ code, error: (JSON.parse(stdout) as { error: { code: string } }).error.code });

  it("is emptied when a demo made it, and not while another runs there", async () => {
    const data = join(dir.path, "demo");
    const first = await start("demo", "--data", data);
    writeFileSync(join(data, "left-behind"), "");
    const beside = await latchkey(["demo", "--data", data, "--port", "0", "--json"]);
    expect(refusal(beside)).toEqual({ code: 1, error: "STORE_IN_USE" });
    expect(existsSync(join(data, "left-behind"))).toBe(true);
    await first.stop("SIGINT");
    await (await start("demo", "--data", data)).stop("SIGINT");
    expect(existsSync(join(data, "left-behind"))).toBe(false);
  });

  it("is left alone when no demo made it, or when a site has moved in", async () => {
    const own = join(dir.path, "own");
    mkdirSync(own);
    writeFileSync(join(own, "letter"), "dear");
    expect(refusal(await latchkey(["demo", "--data", own, "--json"]))).toEqual({ code: 2, error: "DEMO_FOLDER" });
    expect(readFileSync(join(own, "letter"), "utf8")).toBe("dear");

    const data = join(dir.path, "demo");
    await (await start("serve", "--data", data)).stop("SIGINT");
    expect(refusal(await latchkey(["demo", "--data", data, "--json"]))).toEqual({ code: 2, error: "DEMO_FOLDER" });
    expect(existsSync(join(data, "latchkey.db"))).toBe(true);
  });
});
