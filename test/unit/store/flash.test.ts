import { seededRandom } from "../../../host-tools/simulator/board/entropy";
import { FlashBroken, FlashMisuse, PowerCut, SimulatedFlash } from "../../../host-tools/simulator/board/flash";
import { tearModes } from "../../../host-tools/simulator/board/flash-tear";

const words = (...bytes: number[]) => Uint8Array.from(bytes);

describe("simulated flash", () => {
  const fresh = () => new SimulatedFlash({ pageBytes: 256, pages: 4 });

  it("starts blank, keeps what is written, and gives it back after an erase as blank", () => {
    const flash = fresh();
    const region = flash.region(1, 2);
    region.write(252, words(1, 2, 3, 4));
    expect([...region.read(250, 8)]).toEqual([255, 255, 1, 2, 3, 4, 255, 255]);
    expect(flash.image()[256 + 252]).toBe(1);
    region.erase(0);
    expect([...region.read(252, 4)]).toEqual([255, 255, 255, 255]);
    expect(flash.erases).toEqual([0, 1, 0, 0]);
    expect(flash.operations).toBe(2);
  });

  it.each([
    ["raises a bit", (r: ReturnType<SimulatedFlash["region"]>) => (r.write(0, words(0, 0, 0, 0)), r.write(0, words(1, 0, 0, 0)))],
    ["is not aligned", (r: ReturnType<SimulatedFlash["region"]>) => r.write(2, words(0, 0, 0, 0))],
    ["is not whole words", (r: ReturnType<SimulatedFlash["region"]>) => r.write(0, words(0, 0, 0))],
    ["crosses pages", (r: ReturnType<SimulatedFlash["region"]>) => r.write(252, new Uint8Array(8))],
    ["leaves the region", (r: ReturnType<SimulatedFlash["region"]>) => r.write(512, words(0, 0, 0, 0))],
    ["reads outside", (r: ReturnType<SimulatedFlash["region"]>) => r.read(510, 4)],
    ["erases outside", (r: ReturnType<SimulatedFlash["region"]>) => r.erase(2)],
  ])("refuses what %s, with the firmware's fault number", (_name, act) => {
    const region = fresh().region(1, 2);
    expect(() => act(region)).toThrow(FlashMisuse);
    expect(() => act(region)).toThrow(expect.objectContaining({ fault: 22 }));
  });

  it.each(tearModes)("tears a write (%s) only towards the new bytes, and is dead until power is back", (mode) => {
    const random = seededRandom(3);
    for (let round = 0; round < 50; round++) {
      const flash = fresh();
      const region = flash.region(0, 4);
      flash.cutAfter(1, mode, random);
      const data = Uint8Array.from({ length: 32 }, () => Math.floor(random() * 256));
      expect(() => region.write(0, data)).toThrow(PowerCut);
      expect(() => region.read(0, 4)).toThrow(PowerCut);
      flash.restore();
      region.read(0, 32).forEach((byte, i) => expect(byte & data[i]!).toBe(data[i]));
    }
  });

  it.each(tearModes)("tears an erase (%s) only upwards", (mode) => {
    const random = seededRandom(4);
    const flash = fresh();
    const region = flash.region(0, 4);
    region.write(0, new Uint8Array(256).fill(0x5a));
    flash.cutAfter(1, mode, random);
    expect(() => region.erase(0)).toThrow(PowerCut);
    flash.restore();
    region.read(0, 256).forEach((byte) => expect(byte & 0x5a).toBe(0x5a));
  });

  it("takes an image and gives it back, and refuses a bad page", () => {
    const flash = new SimulatedFlash({ pageBytes: 256, pages: 4, image: new Uint8Array(1024).fill(7) });
    expect(flash.image()).toEqual(new Uint8Array(1024).fill(7));
    flash.badPages.add(2);
    expect(() => flash.region(0, 4).erase(2)).toThrow(FlashBroken);
    flash.region(0, 4).erase(1);
  });
});
