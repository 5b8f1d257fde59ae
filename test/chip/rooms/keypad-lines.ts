import { burstEnd, newBurst, noKey, pulse } from "../../../firmware/src/credential/keypad";
import { keypadPins } from "../../../firmware/src/espruino/keypad";

/*
 * The Linux build's pins hear nothing, so the watches are the test's own: they are called as the interpreter calls them, with the
 * seconds at which a pulse came. keypad-lines.test.ts compares.
 */
interface Watch {
  run: (e: { state: boolean; time: number }) => void;
  edge: string;
  debounce: number;
  repeat: boolean;
}

const watches: Watch[] = [];
const modes: string[] = [];
let cleared = 0;

interface Doubles {
  setWatch: unknown;
  clearWatch: unknown;
  pinMode: unknown;
}
const chip = global as Doubles;
chip.setWatch = (run: Watch["run"], _pin: unknown, options: Watch) => watches.push({ run: run, edge: options.edge, debounce: options.debounce, repeat: options.repeat });
chip.clearWatch = () => void cleared++;
chip.pinMode = (_pin: unknown, mode: string) => void modes.push(mode);

const pulseS = 0.002;
const keyS = 0.18;

/** Keys that the reader makes of bursts on the lines that are watched now. */
function keysOf(bursts: string[]): number[] {
  const burst = newBurst();
  const keys: number[] = [];
  const take = (key: number): void => void (key !== noKey && keys.push(key));
  lines.listen((bit, atMs) => take(pulse(burst, bit, atMs)));
  const from = watches.length - 2;
  let time = 1790000000;
  for (let i = 0; i < bursts.length; i++) {
    for (let at = 0; at < bursts[i]!.length; at++) watches[from + (bursts[i]!.charCodeAt(at) - 48)]!.run({ state: false, time: (time += pulseS) });
    time += keyS;
  }
  take(burstEnd(burst));
  return keys;
}

const lines = keypadPins("D2", "D3");
const idle = watches.length;
const first = keysOf(["0100", "0111", "0001", "0001", "1011"]);
const second = keysOf(["10100101", "11110000"]);
const watchedTwice = watches.length;
lines.listen(undefined);
const looks = watches.map((one) => [one.edge, one.debounce, one.repeat].join(" "));
print("RESULT " + JSON.stringify({ idle: idle, first: first, second: second, watched: watchedTwice, cleared: cleared, looks: looks, modes: modes }));
quit();
