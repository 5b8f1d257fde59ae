import { parseTargets, type Target } from "../../firmware/src/nfc/iso14443a";
import { code, commandNames, statusNames, withStatus } from "./command-names";
import type { Piece } from "./pieces";
import { CardTalk } from "./words/card-talk";
import { bad, count, good, hex, hexOf, shown, type Explanation } from "./words/explanation";

/** A front end's line in words; an answer is understood by what was asked before it. */
export class LinkTalk {
  private asked: Piece | undefined;
  /** By the front end's number for the card. */
  private cards = new Map<number, CardTalk>();
  /** The card last spoken to. */
  private talk = new CardTalk(false);

  explain(piece: Piece, dir: "out" | "in"): Explanation {
    if (piece.kind === "command") {
      this.asked = piece;
      return good(this.command(piece.data));
    }
    if (piece.kind === "answer") return this.answer(piece.data);
    if (piece.kind === "ack") return dir === "in" ? good("heard") : bad("abort what you do");
    if (piece.kind === "nack") return bad(dir === "out" ? "say that again" : "refused");
    if (piece.kind === "error") return bad("not understood: unknown command or parameter");
    if (piece.kind === "wakeUp") return good("wake up");
    return bad(piece.kind === "broken" ? "broken frame: wrong length or checksum" : "noise: no frame");
  }

  private command(data: Uint8Array): string {
    if (data[1] === undefined) return "a frame without a command";
    const name = commandNames[data[1]] ?? `unknown command ${hex(data[1])}`;
    const p = data.subarray(2);
    if (data[1] === code.list) return `who is there? at most ${shown(p[0])}, ${modulation(p[1])}`;
    if (data[1] === code.dataExchange) return `to card ${p[0]! & 0x0f}: ${this.toCard(p[0]! & 0x0f, p.subarray(1))}`;
    if (data[1] === code.communicateThru) return `on the air: ${activationWords(p) ?? this.talk.sent(p)}`;
    if (data[1] === code.rfConfiguration) return `${name}: ${rfItem(p)}`;
    return name;
  }

  private toCard(number: number, frame: Uint8Array): string {
    this.talk = this.cards.get(number) ?? this.talk;
    return this.talk.sent(frame);
  }

  private answer(data: Uint8Array): Explanation {
    if (data[1] === undefined) return bad("a frame that answers nothing");
    const command = data[1] - 1;
    const asked = this.asked?.data;
    if (!asked) return bad("an answer that nobody asked for");
    if (asked[1] !== command) return bad(`answer to ${commandNames[command] ?? "an unknown command"}, not to what was asked`);
    const rest = data.subarray(2);
    if (command === code.list) return this.targets(rest);
    if (command === code.getFirmwareVersion) return firmware(rest);
    if (withStatus.includes(command)) return this.status(command, rest);
    return good(rest.length > 0 ? `done, ${count(rest.length)}` : "done");
  }

  private status(command: number, data: Uint8Array): Explanation {
    const status = data[0] === undefined ? undefined : data[0] & 0x3f;
    if (status === undefined) return bad("no status byte");
    if (status !== 0) return bad(statusNames[status] ?? `error ${hex(status)}`);
    if (command === code.dataExchange || command === code.communicateThru) return this.talk.said(data.subarray(1));
    return good(data.length > 1 ? `ok, ${count(data.length - 1)}` : "ok");
  }

  private targets(data: Uint8Array): Explanation {
    if (data[0] === undefined) return bad("no number of targets");
    if (data[0] === 0) return good("nobody");
    try {
      const cards = parseTargets(data[0], data.subarray(1));
      this.cards = new Map(cards.map((card) => [card.number, new CardTalk(card.ats !== undefined)]));
      this.talk = this.cards.get(1) ?? this.talk;
      return good(`${cards.length === 1 ? "card" : "cards"} ${cards.map(cardWords).join(" and ")}`);
    } catch {
      /* Targets of another modulation, or lengths that lie. */
      return bad(`${data[0]} targets that are no type A cards`);
    }
  }
}

/** What a command says, for messages that show one alone. */
export const commandWords = (piece: Piece): string => new LinkTalk().explain(piece, "out").words;

const cardWords = (card: Target): string => `${hexOf(card.uid)}${card.ats ? " (ISO 14443-4)" : ""}`;

const modulations = ["type A", "FeliCa 212", "FeliCa 424", "type B", "Jewel"];
const modulation = (number: number | undefined): string => modulations[number ?? -1] ?? "unknown modulation";

function rfItem(p: Uint8Array): string {
  if (p[0] === 1) return p[1]! & 1 ? "field on" : "field off";
  if (p[0] === 2) return "timings";
  if (p[0] === 4 || p[0] === 5) return p[0] === 5 && p[3] === 0xff ? "look for cards without end" : "retries";
  return `item ${shown(p[0])}`;
}

/** Activation by hand (ISO/IEC 14443-3, 6.4 and 6.5). */
function activationWords([command, second, ...rest]: Uint8Array): string | undefined {
  if (second === undefined && command === 0x26) return "REQA";
  if (second === undefined && command === 0x52) return "WUPA";
  if (command === 0x93 || command === 0x95 || command === 0x97)
    return `${second === 0x70 ? "SELECT" : "anticollision"} level ${(command - 0x91) / 2}`;
  return command === 0x50 && second === 0 && (rest.length === 0 || rest.length === 2) ? "HALT" : undefined;
}

function firmware([ic, version, revision]: Uint8Array): Explanation {
  return ic === 0x32 ? good(`PN532, firmware ${shown(version)}.${shown(revision)}`) : bad(`no PN532: IC byte ${hex(ic ?? 0)}`);
}
