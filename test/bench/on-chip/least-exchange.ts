import { preparedExchange, type Answered } from "../../../firmware/src/nfc/pn532";
import { ways } from "./exchange-rounds";

/*
 * How little an exchange can cost in this interpreter: a frame made before is written, an acknowledgement told from an answer, the answer's
 * length, code, status and sum looked at, the card's bytes handed on. No fault met, no time measured, no line but this one, no command but this.
 */
const frame = preparedExchange(new Uint8Array([0x30, 4])).parts[0] as Uint8Array;
const ackText = "\0\0\xff\0\xff\0";
let waiting: Answered | undefined;

function heard(text: string): void {
  if (text === ackText || !waiting) return;
  const answer = E.toUint8Array(text);
  const done = waiting;
  if (answer[6] !== 0x41 || answer[7] || answer[answer[3]! + 6] !== 0 || (E.sum(answer) + 1) & 255) return;
  waiting = undefined;
  done(0, answer.subarray(8, answer[3]! + 5));
}

Serial1.on("data", heard);
ways.push({
  label: "sent",
  send(done): void {
    waiting = done;
    Serial1.write(frame);
  },
});
