import { createSocket } from "node:dgram";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chipRoom } from "../support/chip-room";
import { runInInterpreter } from "../support/in-interpreter";
import { describeWith } from "../support/needs";

describeWith(["espruino"], "datagrams in the real interpreter", () => {
  const dir = mkdtempSync(join(tmpdir(), "latchkey-udp-"));
  const backend = createSocket("udp4");
  afterAll(() => {
    backend.close();
    rmSync(dir, { recursive: true, force: true });
  });

  it("go over another socket once forty of them in a row brought nothing back, and over no other before", async () => {
    const room = chipRoom("udp-link", { external: ["dgram"] });
    const from: number[] = [];
    backend.on("message", (datagram, { port }) => {
      from.push(port);
      if (new Set(from).size > 1) backend.send(datagram, port, "127.0.0.1");
    });
    await new Promise<void>((done) => backend.bind(0, "127.0.0.1", done));
    writeFileSync(join(dir, "run.js"), `var PORT=${backend.address().port};\n${room}`);
    expect(await runInInterpreter(dir)).toEqual({ renewals: 1, heard: 20 });
    expect(from.filter((port) => port === from[0])).toHaveLength(40);
  }, 60_000);
});
