import { airOf } from "../air/air-of";
import { LinkTalk } from "../explain";
import { piecesOf, type Piece } from "../pieces";
import { isAir, isOnAir, type AirLine, type Trace } from "../trace";
import { isPoll, turnsOf } from "../turns";
import { AirTalk } from "../words/air-talk";

/** One question and what came of it. */
export interface Step {
  /** Line of the file; undefined for a frame rebuilt from another line. */
  line: number | undefined;
  asked: string;
  askedWords: string;
  answer: string;
  answerWords: string;
  /** From question to answer; undefined where none came. */
  tookUs: number | undefined;
}

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

export const hasAir = (trace: Trace): boolean => trace.lines.some(isOnAir);

/** The conversation on the front end's line, polls that found what the one before found left out. */
export function linkSteps(trace: Trace): Step[] {
  const talk = new LinkTalk();
  const steps: Step[] = [];
  let lastPoll: string | undefined;
  for (const { asked, answers, line } of turnsOf(trace)) {
    if (!asked) continue;
    const askedWords = talk.explain(asked, "out").words;
    const heard = answers.flatMap(({ bytes, afterUs }) => piecesOf(bytes).map((piece) => ({ piece, afterUs })));
    const counted = heard.filter(({ piece }) => piece.kind !== "ack");
    const words = counted.map(({ piece }) => talk.explain(piece, "in").words);
    const step: Step = {
      ...{ line, asked: contentOf(asked), askedWords },
      answer: counted.map(({ piece }) => contentOf(piece)).join(" "),
      answerWords: words.join(", ") || "no answer",
      tookUs: counted.at(-1)?.afterUs,
    };
    const idle = isPoll(asked) && step.answer === lastPoll;
    if (isPoll(asked)) lastPoll = step.answer;
    if (!idle) steps.push(step);
  }
  return steps;
}

const contentOf = (piece: Piece): string => hex(piece.data.length > 0 ? piece.data : piece.bytes);

/** What was on the air, question by question. */
export function airSteps(trace: Trace): Step[] {
  const talk = new AirTalk();
  const steps: Step[] = [];
  const numbers = new Map(trace.lines.map((line, index) => [line as object, index + 2]));
  let askedUs = 0;
  for (const line of airOf(trace).filter(isAir)) {
    const { words } = talk.explain(line);
    if (line.air === "out") {
      steps.push({
        line: numbers.get(line),
        asked: onAir(line),
        askedWords: words,
        answer: "",
        answerWords: "no answer",
        tookUs: undefined,
      });
      askedUs = line.us;
      continue;
    }
    const step = steps.at(-1);
    if (!step) continue;
    step.answerWords = step.answer === "" ? words : `${step.answerWords}, ${words}`;
    step.answer += onAir(line);
    step.tookUs = line.us - askedUs;
  }
  return steps;
}

const onAir = ({ bytes, bits }: AirLine): string => (bits ? `${bytes}/${bits} ` : `${bytes} `);
