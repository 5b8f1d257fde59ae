/** The two written forms of a Korean particle: after a final consonant, after a vowel. */
export type Particle = "은/는" | "이/가" | "을/를" | "과/와" | "으로/로";

const syllablesFrom = 0xac00;
const syllablesTo = 0xd7a3;
const finals = 28;
const finalRieul = 8;
/* How a digit ends when read aloud (영 일 이 삼 사 오 육 칠 팔 구), as the number of its final consonant. */
const digitFinals = [21, finalRieul, 0, 16, 0, 0, 1, finalRieul, finalRieul, 0];

/** `word` with the particle that fits how it ends; foreign letters get both forms, as print does: "Kim은(는)". */
export function withParticle(word: string, particle: Particle): string {
  return word + particleFor(word, particle);
}

export function particleFor(word: string, particle: Particle): string {
  const [afterFinal, afterVowel] = particle.split("/") as [string, string];
  const final = finalOf(word);
  if (final === undefined) return particle === "으로/로" ? "(으)로" : `${afterFinal}(${afterVowel})`;
  if (particle === "으로/로" && final === finalRieul) return afterVowel;
  return final === 0 ? afterVowel : afterFinal;
}

/** Number of the final consonant the word is spoken with, 0 for none; undefined where the writing does not tell. */
function finalOf(word: string): number | undefined {
  const last = word.replace(/[\s"'”’)\].,!?]+$/u, "").slice(-1);
  const code = last.charCodeAt(0);
  if (code >= syllablesFrom && code <= syllablesTo) return (code - syllablesFrom) % finals;
  return last >= "0" && last <= "9" ? digitFinals[Number(last)] : undefined;
}
