import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "../../firmware/src/base/crc";
import { sealWords, wordsOf } from "../../firmware/src/store/pages";
import { decodeIdentity, encodeIdentity } from "../../firmware/src/wire/identity";
import type { RegionName } from "../../host-tools/flash/image/lay-out";
import { seededRandom } from "../../host-tools/simulator/board/entropy";
import { jsNative } from "../../host-tools/hal/native";
import { ChipOnFlash } from "../support/chip-on-flash";
import { temporaryDir } from "../support/command-line";
import { describeWith } from "../support/needs";

/* As test/story/flash-images, through the whole bundle in the interpreter: flash that this reader did not write, or not so. */
jest.setTimeout(120_000);

const regions: RegionName[] = ["identity", "state", "settings", "journal", "grants"];
const random = seededRandom(5);
const zeros = (bytes: Uint8Array): unknown => bytes.fill(0);
const noise = (bytes: Uint8Array): unknown => bytes.forEach((_, i) => (bytes[i] = Math.floor(random() * 256)));
const contents = { zeros, noise };
/** What lies in each region, said to be of the next format and sealed as a newer firmware would. */
const newer: Partial<Record<RegionName, (bytes: Uint8Array) => void>> = {
  identity: (bytes) => raiseAndSeal(bytes, 188),
  settings: (bytes) => raiseAndSeal(bytes, 16 + ((wordsOf(bytes)[2]! + 3) & ~3)),
  grants: (bytes) => pagesOf(bytes).forEach((page) => page[0] !== 255 && raiseAndSeal(page, 32)),
};
const observedMs = 1500;

/** One more in the first word, and the check of `length` bytes put right. */
function raiseAndSeal(bytes: Uint8Array, length: number): void {
  const words = wordsOf(bytes.subarray(0, length));
  words[0]!++;
  sealWords(jsNative(), words, 0);
}

function pagesOf(bytes: Uint8Array): Uint8Array[] {
  return Array.from({ length: bytes.length / 1024 }, (_, i) => bytes.subarray(i * 1024, (i + 1) * 1024));
}

describeWith(["espruino", "socat"], "the real bundle in the real interpreter, on flash with", () => {
  const dir = temporaryDir();
  let chip: ChipOnFlash;
  let id = "";
  beforeAll(async () => {
    const list = join(dir.path, "grants.csv");
    writeFileSync(list, "technology,identifier\nuid,04A1B2C3\n");
    chip = await ChipOnFlash.lay(dir.path, list);
    chip.changed(["identity"], (bytes) => (id = Buffer.from(bytes.subarray(4, 12)).toString("hex")));
  });
  afterEach(() => chip.kill());
  afterAll(async () => {
    await chip.close();
    dir.clean();
  });

  /** It answers as `reader`, with its fault if it has one, with the card in front of it, and its relay never rises. */
  async function standsLocked(reader: string, fault = ""): Promise<void> {
    await new Promise((done) => setTimeout(done, observedMs));
    expect(await chip.status()).toMatchObject({ reader, fault });
    expect(chip.edges).toContain("r");
    expect(chip.edges).not.toContain("R");
  }

  async function refuses(flash: Uint8Array, reason: string): Promise<void> {
    chip.start(flash);
    chip.hold("uid:04A1B2C3");
    expect(await chip.judged()).toEqual({ granted: false, reason });
    await standsLocked(id);
  }

  async function opens(flash: Uint8Array): Promise<void> {
    chip.start(flash);
    chip.hold("uid:04A1B2C3");
    expect(await chip.judged()).toEqual({ granted: true, reason: "granted" });
    expect((await chip.status()).reader).toBe(id);
  }

  it("what was laid out: the card opens", () => opens(chip.fresh));

  describe.each(Object.entries(contents))("%s", (_name, fill) => {
    it("everywhere: a board without a name, its trouble light on, locked", async () => {
      chip.start(chip.changed(regions, fill));
      chip.hold("uid:04A1B2C3");
      await chip.status();
      await standsLocked("", "fault 27");
      expect(chip.edges).toContain("D");
    });

    it("in the settings: no access level is known", () => refuses(chip.changed(["settings"], fill), "noAccessLevel"));
    it("in the list: it is damaged", () => refuses(chip.changed(["grants"], fill), "listDamaged"));
    it("in the journal: it goes on with what is whole", () => opens(chip.changed(["journal"], fill)));

    it("in the state: it goes on, in an epoch that no boot before it can have had", async () => {
      await opens(chip.changed(["state"], fill));
      expect((await chip.status()).epoch).toBeGreaterThanOrEqual(0x80000000);
    });
  });

  it("another reader's identity: its tokens are none of this list's", () => {
    const strange = chip.changed(["identity"], (bytes) => {
      const own = decodeIdentity(bytes, crc32)!;
      bytes.set(encodeIdentity({ ...own, deviceKey: new Uint8Array(32).fill(8) }, crc32));
    });
    return refuses(strange, "unknownCredential");
  });

  describe("a newer format", () => {
    it("of the identity: a board without a name", async () => {
      chip.start(chip.changed(["identity"], newer.identity!));
      chip.hold("uid:04A1B2C3");
      await chip.status();
      await standsLocked("", "fault 27");
    });

    it("of the settings: no access level is known", () => refuses(chip.changed(["settings"], newer.settings!), "noAccessLevel"));
    it("of the list: it is damaged", () => refuses(chip.changed(["grants"], newer.grants!), "listDamaged"));
  });
});
