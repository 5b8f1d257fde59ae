import type { Keypad, Pulsed } from "../hal/keypad";
import type { DoorUnit } from "./door-unit";
import { chipClock } from "./clock";

/** The lines rest high; each pulse pulls one low for some fifty microseconds. The interpreter notes when it came, so none is lost while it works. */
export function keypadPins(d0: string, d1: string): Keypad {
  let watches: number[] = [];

  function watch(name: string, bit: number, pulsed: Pulsed): void {
    const pin = new Pin(name);
    pinMode(pin, "input_pullup");
    watches.push(setWatch((e) => pulsed(bit, e.time * 1000), pin, { repeat: true, edge: "falling", debounce: 0 }));
  }

  return {
    listen(pulsed: Pulsed | undefined): void {
      for (let i = 0; i < watches.length; i++) clearWatch(watches[i]!);
      watches = [];
      if (!pulsed) return;
      watch(d0, 0, pulsed);
      watch(d1, 1, pulsed);
    },
  };
}

/** At the door unit: its letters are the lines' numbers, one for each pulse. */
export function keypadUnit(unit: DoorUnit): Keypad {
  return {
    listen(pulsed: Pulsed | undefined): void {
      unit.input("0").watch(() => pulsed && pulsed(0, chipClock.uptimeMs()));
      unit.input("1").watch(() => pulsed && pulsed(1, chipClock.uptimeMs()));
    },
  };
}
