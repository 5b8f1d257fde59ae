import { join } from "node:path";
import { BackendAtWork } from "../support/backend-at-work";
import { latchkey, Running, temporaryDir } from "../support/command-line";
import { describeWith } from "../support/needs";
import { Terminal } from "../support/terminal";

jest.setTimeout(60_000);

/* A PIN typed at a terminal: nothing of it on the screen, and a terminal as it was afterwards. */
describeWith(["socat"], "the prompt for a PIN", () => {
  const dir = temporaryDir();
  const link = join(dir.path, "bench");
  let at: BackendAtWork;
  let chip: Running;
  let terminals = 0;

  beforeAll(async () => {
    at = await BackendAtWork.start();
    const kim = await at.person("Kim", []);
    chip = new Running(["sim", "chip", "--link", link, "--card", "desfire-ev2:04112233445566"]);
    await chip.line((line) => line === `ready ${link}`);
    expect(await latchkey(["card", "encode", ...bench(), "--person", String(kim.id)])).toMatchObject({ code: 0 });
  });
  afterAll(async () => {
    chip.say("quit");
    await chip.ended;
    await at.stop();
    dir.clean();
  });

  const bench = () => ["--port", link, "--wait", "2", "--server", at.backend.url, "--token", at.backend.apiToken];
  const script = () => join(dir.path, `terminal-${terminals++}.sh`);
  const asked = () => Terminal.latchkey(script(), ["card", "pin", ...bench()]);
  const first = "PIN, 4 to 8 digits (it is not shown): ";
  const second = "The same again: ";

  /** Types both, ends, and gives the screen. */
  async function typed(one: string, other?: string): Promise<string> {
    const terminal = asked();
    await terminal.shows(first);
    terminal.type(one);
    if (other !== undefined) {
      await terminal.shows(second);
      terminal.type(other);
    }
    await terminal.ended;
    /* As before: lines are edited and echoed again. */
    expect(terminal.screen).toMatch(/ icanon /);
    expect(terminal.screen).toMatch(/ echo /);
    return terminal.screen;
  }

  it("sets what was typed twice, and shows neither digits nor how many there are", async () => {
    const screen = await typed("4715\x7f1\r", "4711\r");
    expect(screen).toContain("its PIN is set");
    expect(screen).toContain("exit 0");
    expect(screen).toContain(`${first}\r\n${second}\r\n`);
    expect(screen).not.toContain("471");
  });

  it("refuses two that differ, what is no PIN, and Ctrl-C, without asking the card", async () => {
    for (const [one, other, why] of [["4711\r", "4712\r", "The two were not the same."], ["47a1\r", undefined, "A PIN has 4 to 8 digits"], ["47\x03", undefined, "No PIN was typed."]] as const) {
      const screen = await typed(one, other);
      expect(screen).toContain(why);
      expect(screen).toContain("PIN_INVALID");
      expect(screen).toContain("exit 2");
      expect(screen).not.toMatch(/471|47a/);
    }
  });

  it("is proved on a terminal that shows what another program is typed", async () => {
    const terminal = new Terminal(script(), ["read line", "echo got it"]);
    terminal.type("4711\r");
    await terminal.shows("got it");
    expect(terminal.screen).toContain("4711");
    await terminal.ended;
  });
});
