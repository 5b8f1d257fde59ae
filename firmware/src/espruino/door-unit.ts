import type { InputPin, OutputPin } from "../hal/pin";

/**
 * A door I/O unit on a serial line: one letter for each edge. Out: R/r relay, G/g green, D/d red, Z/z buzzer
 * (capital: on). In: C/c contact open, X/x exit button, T/t tamper. For boards without pins of their own.
 */
export interface DoorUnit {
  output(letter: string): OutputPin;
  input(letter: string): InputPin;
}

export function doorUnit(serial: Serial): DoorUnit {
  const level: { [letter: string]: boolean } = {};
  const listener: { [letter: string]: (on: boolean) => void } = {};

  function edge(letter: string): void {
    const capital = letter.toUpperCase();
    level[capital] = letter === capital;
    const changed = listener[capital];
    if (changed) changed(letter === capital);
  }

  serial.on("data", (text: string) => {
    for (let i = 0; i < text.length; i++) edge(text[i]!);
  });
  return {
    output: (letter: string) => {
      serial.write(letter.toLowerCase());
      return { set: (on: boolean) => serial.write(on ? letter : letter.toLowerCase()) };
    },
    input: (letter: string) => ({
      get: () => !!level[letter],
      watch(changed: (on: boolean) => void): void {
        listener[letter] = changed;
      },
    }),
  };
}
