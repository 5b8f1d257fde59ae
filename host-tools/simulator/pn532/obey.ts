import { exitCodes, Failure } from "../../api/failure";
import type { EmulatedCard } from "../cards/card";
import { cardsFrom } from "../cards/card-from";
import type { EmulatedPn532 } from "./pn532";

export const antennaWords = "present KIND:HEX[,KIND:HEX], remove, tear N, garble N, mute N, noise HEX";

/** Does at the antenna or on the line what `line` says, with cards as `take` gives them. Throws SIM_LINE or CARD_INVALID and has done nothing then. */
export function obey(chip: EmulatedPn532, line: string, take: (texts: string) => EmulatedCard[] = cardsFrom): void {
  const [verb = "", argument = "", ...rest] = line.trim().split(/\s+/);
  if (rest.length > 0) throw wrong(line, "too many words");
  if (verb === "present") chip.present(...take(argument));
  else if (verb === "remove" && argument === "") chip.remove();
  else if (verb === "tear" || verb === "garble" || verb === "mute") chip[verb](count(line, argument));
  else if (verb === "noise") chip.noise(noiseBytes(line, argument));
  else throw wrong(line, `"${verb}" is nothing that can be done here`);
}

function count(line: string, text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw wrong(line, `"${text}" is no whole number`);
  return parseInt(text, 10);
}

function noiseBytes(line: string, hex: string): Uint8Array {
  if (!/^([0-9a-f]{2}){1,256}$/i.test(hex)) throw wrong(line, `"${hex}" is not hexadecimal with two digits a byte`);
  return Uint8Array.from(hex.match(/../g)!, (pair) => parseInt(pair, 16));
}

function wrong(line: string, why: string): Failure {
  return new Failure("SIM_LINE", {
    message: `"${line.trim()}" was not understood: ${why}.`,
    hint: `Say one of: ${antennaWords}.`,
    exit: exitCodes.usage,
  });
}
