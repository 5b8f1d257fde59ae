import { checkBoard, loadBoard } from "../../../host-tools/flash/board-config";
import { bundleFirmware } from "../../../host-tools/flash/bundle/bundle";

const options = { projectDir: process.cwd(), version: "0.1.0" };
const pico = loadBoard(process.cwd(), "espruino-pico");
const spi = { bus: "spi", port: "SPI1", baud: 5_000_000, sck: "B3", mosi: "B5", miso: "B4", cs: "A8", irq: "A10" };
const i2c = { bus: "i2c", port: "I2C1", baud: 400_000, sda: "B7", scl: "B6" };
const withFrontEnd = (frontEnd: object) => checkBoard({ ...pico, frontEnd }, "espruino-pico");

describe("a board whose front end is on", () => {
  it.each([
    ["SPI", spi, "transports/asked-bus", /send\(/],
    ["I2C", i2c, "transports/asked-bus", /readFrom\(/],
  ])("%s carries that transport", async (_, frontEnd, module, call) => {
    const { code, overlays, modules } = await bundleFirmware(withFrontEnd(frontEnd), options);
    expect(modules.map(({ file }) => file).join()).toContain(module);
    expect([code, ...overlays].join("\n")).toMatch(call);
  });

  it("a serial line carries none of the others", async () => {
    const { code, overlays } = await bundleFirmware(pico, options);
    expect([code, ...overlays].join("\n")).not.toMatch(/readFrom|mapInPlace/);
  });

  it("a bus of another chip, or a pin of another, is refused by name", () => {
    expect(() => withFrontEnd({ ...spi, port: "SPI2" })).toThrow(/frontEnd.port: SPI2/);
    expect(() => withFrontEnd({ ...spi, irq: "A5" })).toThrow(/door.relay and frontEnd.irq both use A5/);
    expect(() => withFrontEnd({ ...spi, baud: 8_000_000 })).toThrow(/frontEnd.baud/);
  });
});
