import { existsSync, lstatSync, openSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { latchkey, Running, temporaryDir } from "../support/command-line";
import { describeWith } from "../support/needs";

describeWith(["socat"], "latchkey sim chip", () => {
  const dir = temporaryDir();
  let started = 0;
  afterAll(() => dir.clean());

  const place = () => join(dir.path, `front-end-${started++}`);

  async function running(link = place(), ...more: string[]): Promise<{ chip: Running; link: string }> {
    const chip = new Running(["sim", "chip", "--link", link, ...more]);
    await chip.line((line) => line === `ready ${link}`);
    return { chip, link };
  }

  it("is there when it says so, a terminal that can be opened, and gone after quit", async () => {
    const { chip, link } = await running();
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(openSync(link, "r+")).toBeGreaterThan(0);
    chip.say("quit");
    expect(await chip.ended).toBe(0);
    expect(existsSync(link)).toBe(false);
  });

  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    it(`leaves nothing behind after ${signal}`, async () => {
      const { chip, link } = await running();
      expect(await chip.stop(signal)).toBe(0);
      expect(existsSync(link)).toBe(false);
    });
  }

  it("says what it did not understand, and goes on", async () => {
    const { chip } = await running();
    for (const line of [
      "present",
      "present uid:04A1",
      "present cow:04A1B2C3",
      "tear",
      "tear x",
      "garble -1",
      "mute 1.5",
      "noise 0",
      "jump",
      "remove all",
      "",
    ]) {
      chip.say(line);
    }
    for (const line of [
      "present ntag213:04A1B2C3D4E5F6:D101045402656E41",
      "present uid:04A1B2C3,uid:01020304",
      "tear 1",
      "garble 1",
      "mute 1",
      "noise 00ff",
      "remove",
    ]) {
      chip.say(line);
    }
    chip.say("quit");
    expect(await chip.ended).toBe(0);
    expect(chip.complaints).toHaveLength(10);
    expect(chip.complaints[8]).toContain('"jump" was not understood');
    expect(chip.complaints[8]).toContain("present KIND:HEX");
  });

  it("replaces the dead link of a chip that was killed, and nothing else", async () => {
    const dead = place();
    symlinkSync("/dev/pts/does-not-exist", dead);
    const { chip } = await running(dead);
    chip.say("quit");
    expect(await chip.ended).toBe(0);
    const taken = place();
    writeFileSync(taken, "mine");
    const { code, stderr } = await latchkey(["sim", "chip", "--link", taken]);
    expect([code, stderr]).toEqual([4, expect.stringContaining("something is already there")]);
  });

  it("names a card that cannot be made before it begins", async () => {
    const link = place();
    const { code, stderr } = await latchkey(["sim", "chip", "--link", link, "--card", "uid:04A1"]);
    expect([code, stderr, existsSync(link)]).toEqual([2, expect.stringContaining("CARD_INVALID"), false]);
  });
});

it("sim chip says what to install where socat is missing", async () => {
  const { code, stderr } = await latchkey(["sim", "chip", "--link", "/tmp/latchkey-no-socat"], { PATH: "/nonexistent" });
  expect([code, stderr]).toEqual([3, expect.stringContaining("apt install socat")]);
});
