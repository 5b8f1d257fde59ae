import { tokenizer } from "acorn";

/*
 * Reserved words and long operators as single bytes, which the interpreter's lexer takes for them (its own functions are kept so with the
 * flag `pretokenise`): a fifth less to store, and to read each time a statement runs. The numbers are those of src/jslex.h, whose order is
 * promised to stay. What follows are the tokens from 138 on, in that order.
 */
const firstToken = 138;
const words =
  "== === != !== <= << <<= >= >> >>> >>= >>>= += -= ++ -- *= /= %= &= && |= || ^= => " +
  "if else do while for break continue function return var let const this throw try catch finally true false null undefined new in " +
  "instanceof switch case default delete typeof void debugger class extends super static of";
export const reservedWords = words.split(" ").filter((word) => /^[a-z]/.test(word));
const tokens = new Map(words.split(" ").map((word, i) => [word, String.fromCharCode(firstToken + i)]));

/** `code` (ASCII, as the minifier leaves it) with a byte for each such word; a text of characters 0 to 255, one a byte. */
export function tokenised(code: string): string {
  let text = "";
  let endsInWord = false;
  let isMember = false;
  for (const { start, end } of tokenizer(code, { ecmaVersion: 2022 })) {
    const word = code.slice(start, end);
    /* The name of a property is a name, whatever word it is. */
    const token = isMember ? undefined : tokens.get(word);
    if (!token && endsInWord && isWord(word[0]!)) text += " ";
    text += token ?? word;
    endsInWord = !token && isWord(word.at(-1)!);
    isMember = word === ".";
  }
  return text;
}

function isWord(character: string): boolean {
  return /[\w$]/.test(character);
}
