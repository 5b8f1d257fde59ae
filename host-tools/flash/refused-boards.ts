import refused from "../../board-configs/refused.json";
import { exitCodes, Failure } from "../api/failure";
import type { RefusedBoard } from "./board-schema";

/** Boards that cannot carry the product, with the reason people are told. */
export const refusedBoards = refused.boards as RefusedBoard[];

/** The refused board that people, or the interpreter itself, call `name`; capitals and punctuation do not count. */
export function refusedBoard(name: string): RefusedBoard | undefined {
  const plain = plainName(name);
  return refusedBoards.find((board) => [board.name, ...board.also].some((one) => plainName(one) === plain));
}

/** BOARD_REFUSED, in the same words whoever asks. */
export function refusalOf({ name, title, reason, instead }: RefusedBoard): Failure {
  return new Failure("BOARD_REFUSED", {
    message: `${name} (${title}) cannot carry a reader: ${reason}.`,
    hint: `Take ${instead} instead; \`latchkey board list\` shows all boards that can.`,
    exit: exitCodes.usage,
  });
}

/** The name of `known` that `typed` was probably meant to be: at most a third of it mistyped, or one within the other. */
export function meantName(typed: string, known: string[]): string | undefined {
  const plain = plainName(typed);
  if (plain.length < 3) return undefined;
  const rated = known.map((name) => ({ name, wrong: wrongLetters(plain, plainName(name)), within: plainName(name).includes(plain) }));
  const near = rated.filter(({ name, wrong, within }) => within || wrong <= plainName(name).length / 3);
  return near.sort((a, b) => Number(b.within) - Number(a.within) || a.wrong - b.wrong)[0]?.name;
}

function plainName(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, "");
}

/** Letters to put in, take out or change to make `b` of `a`. */
function wrongLetters(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
    row = next;
  }
  return row[b.length]!;
}
