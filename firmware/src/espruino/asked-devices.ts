import type { Bytes } from "../base/bytes";
import type { Parts } from "../hal/bus";
import type { AlertLine, I2cDevice, SpiDevice } from "../hal/device";

/** The PN532's address (UM0701-02, 6.2.5). */
const i2cAddress = 0x24;

/** Each byte with its bits the other way round. */
function reversals(): Bytes {
  const table = new Uint8Array(256);
  for (let i = 1; i < 256; i++) table[i] = (table[i >> 1]! >> 1) | (i & 1 ? 128 : 0);
  return table;
}

/**
 * A chip that takes the least significant bit first. The bits are turned here, by one native call each way, since not
 * every board's SPI listens to `order: "lsb"` (the interpreter's ESP32 build does not).
 */
export function spiDevice(bus: Spi, select: Pin): SpiDevice {
  const table = reversals();
  const bytesOf = E.toUint8Array;
  const turn = E.mapInPlace;
  pinMode(select, "output");
  digitalWrite(select, 1);
  return {
    transfer(kind: number, parts: Parts): Bytes {
      const out = bytesOf([kind, parts]);
      turn(out, out, table);
      const got = bus.send(out, select);
      turn(got, got, table);
      return got;
    },
  };
}

/** A chip that takes the most significant bit first. */
export function spiChip(bus: Spi, select: Pin): SpiDevice {
  pinMode(select, "output");
  digitalWrite(select, 1);
  return { transfer: (kind: number, parts: Parts) => bus.send(E.toUint8Array([kind, parts]), select) };
}

/** The bus throws where nobody acknowledges; the reader's own clock finds that out. */
export function i2cDevice(bus: I2c): I2cDevice {
  return {
    write(parts: Parts): void {
      try {
        bus.writeTo(i2cAddress, E.toUint8Array(parts));
      } catch (e) {}
    },
    read(count: number): Bytes {
      try {
        return bus.readFrom(i2cAddress, count);
      } catch (e) {
        return new Uint8Array(count);
      }
    },
  };
}

/** P70_IRQ: low while a frame waits. */
export function alertLine(name: string | undefined): AlertLine | undefined {
  if (!name) return undefined;
  const pin = new Pin(name);
  pinMode(pin, "input_pullup");
  return {
    watch: (risen: () => void) => {
      setWatch(risen, pin, { repeat: true, edge: "falling", debounce: 0 });
    },
  };
}
