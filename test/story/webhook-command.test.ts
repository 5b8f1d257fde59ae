import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { BackendAtWork } from "../support/backend-at-work";
import { latchkey } from "../support/command-line";

describe("latchkey webhook", () => {
  let at: BackendAtWork;
  let server: Server;
  let url: string;
  let status = 200;
  const run = (...args: string[]) => latchkey(["webhook", ...args, "--server", at.backend.url, "--token", at.backend.apiToken]);

  beforeAll(async () => {
    at = await BackendAtWork.start();
    server = createServer((request, response) => request.resume().on("end", () => response.writeHead(status).end()));
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });
  afterAll(async () => {
    await at.stop();
    await new Promise((done) => server.close(done));
  });

  it("adds a receiver, tries it, pauses and resumes it, and removes it, each step saying what is so now", async () => {
    const added = await run("add", url);
    expect(added.stdout).toMatch(/^webhook 1\nsecret whsec_[A-Za-z0-9+/]{43}=\n$/);
    expect(added.stderr).toContain("latchkey webhook test 1");
    expect((await run("list")).stdout).toContain(`alarms ${url}  nothing to tell yet`);
    expect(await run("test", "1")).toMatchObject({ code: 0, stdout: "the receiver took it\n" });
    status = 404;
    const refused = await run("test", "1");
    expect(refused.code).toBe(7);
    expect(refused.stderr).toContain("the receiver answered 404");
    expect((await run("pause", "1")).stdout).toContain("paused");
    expect((await run("resume", "1")).stdout).toContain("nothing to tell yet");
    expect((await run("remove", "1")).code).toBe(0);
    expect(await run("list")).toMatchObject({ code: 0, stdout: "" });
  });

  it("refuses an address that leads out of the own network unprotected, and says why", async () => {
    const refused = await run("add", "http://example.org/door");
    expect(refused.code).toBe(7);
    expect(refused.stderr).toContain("http leads out of your own network unprotected, use https");
  });
});
