import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Running, runProgram, temporaryDir } from "../support/command-line";
import { describeWith } from "../support/needs";

/* Debian's libfreefare tools on the emulated DESFire over a real pseudo-terminal: commands, framing and DES that none of us wrote. */
describeWith(["socat", "mifare-desfire-info"], "libfreefare's tools on emulated cards", () => {
  const dir = temporaryDir();
  let started = 0;
  let chip: Running;
  let env: Record<string, string>;

  async function chipWith(card: string): Promise<void> {
    const link = join(dir.path, `pn532-${started++}`);
    chip = new Running(["sim", "chip", "--link", link, "--card", card]);
    await chip.line((line) => line === `ready ${link}`);
    env = { LIBNFC_DEVICE: `pn532_uart:${link}` };
  }

  async function tool(name: string, ...args: string[]): Promise<string> {
    const { stdout, stderr, code } = await runProgram(name, args, { env });
    expect([code, code ? stdout + stderr : ""]).toEqual([0, ""]);
    return stdout;
  }

  afterEach(async () => {
    chip.say("quit");
    expect(await chip.ended).toBe(0);
  });
  afterAll(() => dir.clean());

  for (const [kind, version] of [["desfire-ev1", "1.0"], ["desfire", "18.0"], ["desfire-ev3", "51.0"]] as const) {
    it(`mifare-desfire-info tells a ${kind} from the factory`, async () => {
      await chipWith(`${kind}:04112233445566`);
      const told = await tool("mifare-desfire-info");
      expect(told).toContain("Version information for tag 04112233445566");
      expect(told).toContain(`Version:              ${version}`);
      expect(told).toContain("Master Key settings (0x0f)");
      expect(told).toContain("Free memory: 7936 bytes");
      expect(told).toContain("Use random UID: no");
    });
  }

  it("makes an NDEF application, writes a message of several frames and reads it back, then formats", async () => {
    await chipWith("desfire:04A1B2C3D4E5F6");
    const [sent, back] = [join(dir.path, "sent.ndef"), join(dir.path, "back.ndef")];
    writeFileSync(sent, Uint8Array.from({ length: 300 }, (_, i) => (i * 7) & 255));
    await tool("mifare-desfire-create-ndef", "-y");
    await tool("mifare-desfire-write-ndef", "-y", "-i", sent);
    expect(await tool("mifare-desfire-read-ndef", "-y", "-o", back)).toContain("NDEF size: 300 bytes");
    expect(readFileSync(back).equals(readFileSync(sent))).toBe(true);
    const before = /Free memory: (\d+)/.exec(await tool("mifare-desfire-info"))![1];
    await tool("mifare-desfire-format", "-y");
    expect(Number(/Free memory: (\d+)/.exec(await tool("mifare-desfire-info"))![1])).toBeGreaterThan(Number(before));
  });

  for (const kind of ["desfire-ev1", "desfire", "desfire-ev3"]) {
    it(`writes and reads an enciphered file under DES, and configures the card: ${kind}`, async () => {
      await chipWith(`${kind}:04112233445566`);
      await tool("mifare-desfire-access");
      await tool("mifare-desfire-ev1-configure-default-key", "-y");
      await tool("mifare-desfire-ev1-configure-ats", "-y");
      expect((await runProgram("nfc-list", ["-v"], { env })).stdout).toContain("ATS: 75  77  81  02  80");
      await tool("mifare-desfire-ev1-configure-random-uid", "-y");
      const told = await tool("mifare-desfire-info");
      expect(told).toMatch(/Version information for tag 08[0-9a-f]{6}:/);
      expect(told).toContain("UID:                      0x00000000000000");
      expect(told).toContain("Use random UID: yes");
    });
  }

  it("mifare-desfire-info and read-ndef are refused nothing and given nothing on a card that holds a credential", async () => {
    await chipWith("desfire:04112233445566:F51234:00112233445566778899AABBCCDDEEFF:2:A0A1A2A3:full");
    expect(await tool("mifare-desfire-info")).toContain("Use random UID: no");
    const { code, stderr } = await runProgram("mifare-desfire-read-ndef", ["-y", "-o", join(dir.path, "none.ndef")], { env });
    expect([code, stderr]).toEqual([1, expect.stringContaining("Application selection failed")]);
  });

  it("libnfc's list sees an NTAG 424 DNA with its answer to select", async () => {
    await chipWith("ntag424:04112233445566:00112233445566778899AABBCCDDEEFF:3:A0A1A2A3:full");
    const { stdout } = await runProgram("nfc-list", ["-v"], { env });
    expect(stdout).toContain("SAK (SEL_RES): 20");
    expect(stdout).toContain("ATS: 77  77  71  02  80");
  });
});
