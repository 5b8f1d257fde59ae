import { AskedBus } from "../../../../firmware/src/nfc/transports/asked-bus";
import { i2cPort, spiPort } from "../../../../firmware/src/nfc/transports/frame-port";
import { VirtualClock } from "../../../../host-tools/simulator/board/clock";
import { jsNative } from "../../../../host-tools/hal/native";
import { cardFrom } from "../../../../host-tools/simulator/cards/card-from";
import { I2cPort, SpiPort, spiTo } from "../../../../host-tools/simulator/pn532/host-ports";
import { EmulatedPn532 } from "../../../../host-tools/simulator/pn532/pn532";
import { wires } from "../../../../host-tools/simulator/pn532/wires";
import { frontEnd } from "../../../support/front-end";

const getFirmwareVersion = Uint8Array.of(0, 0, 0xff, 2, 0xfe, 0xd4, 2, 0x2a, 0);
const firmware = [0, 0, 0xff, 6, 0xfa, 0xd5, 3, 0x32, 1, 6, 7, 0xe8, 0];
const ack = [0, 0, 0xff, 0, 0xff, 0];
const tag = "ntag213:04A1B2C3D4E5F6:D101045402656E41";

describe("the emulated PN532 on SPI (UM0701-02, 6.2.4)", () => {
  it("takes and gives the least significant bit first", () => {
    const clock = new VirtualClock(0);
    const port = new SpiPort(new EmulatedPn532(clock));
    const wire = (bytes: number[]) => {
      port.select();
      const got = bytes.map((byte) => port.clock(byte));
      port.deselect();
      return got;
    };
    /* 01 (data write), then the frame, each byte's bits turned by hand: FF stays, 02 is 40, FE 7F, D4 2B, 2A 54. */
    wire([0x80, 0, 0, 0xff, 0x40, 0x7f, 0x2b, 0x40, 0x54, 0]);
    expect(wire([0x40, 0])).toEqual([0, 0]);
    clock.advance(1);
    expect(wire([0x40, 0])).toEqual([0, 0x80]);
    expect(wire([0xc0, 0, 0, 0, 0, 0, 0])).toEqual([0, 0, 0, 0xff, 0, 0xff, 0]);
    expect(wire([0x40, 0])).toEqual([0, 0]);
  });

  it("gives a frame once, and what is not fetched before the next command not at all", () => {
    const clock = new VirtualClock(0);
    const spi = spiTo(new SpiPort(new EmulatedPn532(clock)));
    spi.transfer(1, [getFirmwareVersion]);
    clock.advance(50);
    expect([...spi.transfer(3, [new Uint8Array(6)])]).toEqual([0, ...ack]);
    expect([...spi.transfer(3, [new Uint8Array(13)])]).toEqual([0, ...firmware]);
    expect([...spi.transfer(2, [0])]).toEqual([0, 0]);
  });
});

it("begins every I2C read with the ready byte (6.2.5)", () => {
  const clock = new VirtualClock(0);
  const { device } = new I2cPort(new EmulatedPn532(clock));
  device.write([getFirmwareVersion]);
  expect([...device.read(1)]).toEqual([0]);
  clock.advance(1);
  expect([...device.read(1)]).toEqual([1]);
  expect([...device.read(7)]).toEqual([1, ...ack]);
});

describe("a reader over each kind of wire", () => {
  it.each(wires)("%s: finds cards with one command, reads memory with one more, sees them leave", (wire) => {
    const { clock, chip, told } = frontEnd(wire);
    const before = chip.commandsHeard.length;
    chip.present(cardFrom(tag));
    clock.advanceUntil(() => told.length > 0, 500);
    expect(chip.commandsHeard.slice(before).filter((code) => code !== 0x4a)).toEqual([0x42]);
    chip.remove();
    clock.advance(1000);
    expect(told).toEqual(["2:d101045402656e41 1:04a1b2c3d4e5f6", "removed"]);
  });

  it("says that nothing answers on a bus set up with the bits the other way round", () => {
    const clock = new VirtualClock(0);
    const port = new SpiPort(new EmulatedPn532(clock));
    const bus = new AskedBus({ port: spiPort(spiTo(port, "msb")), clock, native: jsNative(), alert: undefined });
    const heard: string[] = [];
    bus.listen((chunk) => heard.push(chunk));
    bus.write([getFirmwareVersion]);
    clock.advance(1000);
    expect(heard).toEqual([]);
  });

  it("never calls back from inside a write, and looks at the status only to find a stuck line when there is an interrupt", () => {
    const clock = new VirtualClock(0);
    const chip = new EmulatedPn532(clock);
    const port = new I2cPort(chip);
    let reads = 0;
    const device = { ...port.device, read: (count: number) => (reads++, port.device.read(count)) };
    const bus = new AskedBus({ port: i2cPort(device), clock, native: jsNative(), alert: port.outlet.alertLine });
    const tally = (bus.tally = { alertsMissed: 0 });
    const heard: string[] = [];
    bus.listen((chunk) => heard.push(Buffer.from(chunk, "latin1").toString("hex")));
    bus.write([getFirmwareVersion]);
    expect(heard).toEqual([]);
    clock.advance(10);
    expect(heard).toEqual([Buffer.from(ack).toString("hex"), Buffer.from(firmware).toString("hex")]);
    expect([reads, tally.alertsMissed]).toEqual([4, 0]);
    port.outlet.alertStuck = true;
    bus.write([getFirmwareVersion]);
    clock.advance(200);
    expect(heard).toHaveLength(4);
    expect(tally.alertsMissed).toBe(2);
  });
});
