import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ChipOnFlash } from "../support/chip-on-flash";
import { storageFiles } from "../support/storage-files";
import { temporaryDir } from "../support/command-line";
import { describeWith } from "../support/needs";

jest.setTimeout(180_000);
const observedMs = 1000;

describeWith(["espruino", "socat"], "the real main program beside overlays that are not its own", () => {
  const dir = temporaryDir();
  let chip: ChipOnFlash;
  let files: ReturnType<typeof storageFiles>;
  beforeAll(async () => {
    const list = join(dir.path, "grants.csv");
    writeFileSync(list, "technology,identifier\nuid,04A1B2C3\n");
    chip = await ChipOnFlash.lay(dir.path, list);
    files = storageFiles(chip.fresh);
  });
  afterEach(() => chip.kill());
  afterAll(async () => {
    await chip.close();
    dir.clean();
  });

  const overlays = () => [...files.keys()].filter((name) => /^LK\d+$/.test(name));

  /** One letter in the middle of each of these files is another, as every other version of it would have. */
  function otherwise(names: string[]): Uint8Array {
    const flash = chip.fresh.slice();
    for (const { at, size } of names.map((name) => files.get(name)!)) flash[at + (size >> 1)]! ^= 1;
    return flash;
  }

  /** It says why, moves nothing at the door, and takes no notice of a card. */
  async function refuses(flash: Uint8Array): Promise<void> {
    chip.start(flash);
    chip.hold("uid:04A1B2C3");
    expect(await chip.status()).toMatchObject({ reader: "", fault: "programTorn" });
    await new Promise((done) => setTimeout(done, observedMs));
    expect(chip.edges).toBe("");
  }

  it("runs beside its own", async () => {
    expect(overlays().length).toBeGreaterThan(5);
    chip.start(chip.fresh);
    chip.hold("uid:04A1B2C3");
    expect(await chip.judged()).toMatchObject({ granted: true });
  });

  it("runs nothing while new overlays come one after the other, whichever was the last", async () => {
    for (let count = 1; count <= overlays().length; count++) {
      await refuses(otherwise(overlays().slice(0, count)));
      if (count < overlays().length) await chip.kill();
    }
  });

  it("runs nothing where an overlay is missing", async () => {
    const flash = chip.fresh.slice();
    const { at } = files.get(overlays()[1]!)!;
    /* As the interpreter deletes a file: the first word of its name is zero. */
    flash.fill(0, at - 28, at - 24);
    await refuses(flash);
  });
});
