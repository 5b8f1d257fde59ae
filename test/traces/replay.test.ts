import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { replayTrace } from "../../host-tools/trace/replay";
import { verdictsOf, type Trace } from "../../host-tools/trace/trace";
import { parseTrace } from "../../host-tools/trace/trace-file";

/* A capture becomes a test by lying in this folder. */
const traces = readdirSync(__dirname)
  .filter((name) => name.endsWith(".jsonl"))
  .map((name): [string, Trace] => [name.replace(".jsonl", ""), parseTrace(readFileSync(join(__dirname, name), "utf8"))]);

describe("recorded traces through the shipped reader", () => {
  it.each(traces)("%s", (_, trace) => {
    const { verdicts, differences } = replayTrace(trace);
    expect(differences).toEqual([]);
    expect(verdicts).toEqual(verdictsOf(trace).map(({ us: _us, ...verdict }) => verdict));
  });

  it("are at least ten, three of them of a host that we did not write", () => {
    expect(traces.length).toBeGreaterThanOrEqual(10);
    expect(traces.filter(([, { header }]) => header.host === "libnfc").length).toBeGreaterThanOrEqual(3);
  });

  it("tell a stranger what they hold: each says what happens and ends in a verdict", () => {
    for (const [name, trace] of traces) {
      expect([name, trace.header.about.length > 10, verdictsOf(trace).length > 0]).toEqual([name, true, true]);
    }
  });

  it("are each described in the README", () => {
    const readme = readFileSync(join(__dirname, "README.md"), "utf8");
    expect(traces.map(([name]) => name).filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
  });
});
