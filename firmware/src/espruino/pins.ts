import type { InputPin, OutputPin } from "../hal/pin";

/** Contacts bounce for some milliseconds; the interpreter filters this natively. */
const debounceMs = 20;

/** Idle level first, direction second: the pin never shows the active level on the way (lock-safe boot). */
export function outputPin(name: string | undefined, activeLow: boolean): OutputPin {
  if (!name) return { set: () => undefined };
  const pin = new Pin(name);
  digitalWrite(pin, activeLow);
  pinMode(pin, "output");
  return { set: (on: boolean) => digitalWrite(pin, on !== activeLow) };
}

export function inputPin(name: string | undefined, activeLow: boolean, pull: string | undefined): InputPin | undefined {
  if (!name) return undefined;
  const pin = new Pin(name);
  pinMode(pin, pull ? "input_pull" + pull : "input");
  return {
    get: () => (digitalRead(pin) === 1) !== activeLow,
    watch(changed: (on: boolean) => void): void {
      setWatch((e) => changed(e.state !== activeLow), pin, { repeat: true, edge: "both", debounce: debounceMs });
    },
  };
}
