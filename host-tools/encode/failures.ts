import { exitCodes, Failure } from "../api/failure";

/* What can go wrong with a card on the bench; docs/errors.md has the same codes. */
const lay = "Lay one card flat on the antenna and keep it there";

export function frontEnd(path: string, answers: boolean): Failure {
  if (answers) {
    return new Failure("FRONT_END_OTHER", {
      message: `What answers on ${path} is a front end, and no PN532.`,
      hint: "The bench needs a PN532; other chips are not known here.",
      exit: exitCodes.silentDevice,
    });
  }
  return new Failure("FRONT_END_SILENT", {
    message: `No PN532 answers on ${path}.`,
    hint: "Look at its supply, at RX and TX (they cross over), at the switches that choose the serial line (HSU), and at --baud.",
    exit: exitCodes.silentDevice,
  });
}

export function none(path: string): Failure {
  return new Failure("CARD_NONE", { message: `No card lies on the front end at ${path}.`, hint: `${lay}; --wait SECONDS waits longer.`, exit: exitCodes.noDevice });
}

export function several(): Failure {
  return new Failure("CARD_SEVERAL", {
    message: "Two cards lie on the front end.",
    hint: "Take all but one away: a purse holds others that answer too.",
    exit: exitCodes.noDevice,
  });
}

export function wrongCard(what: string): Failure {
  return new Failure("CARD_WRONG", {
    message: `This card cannot be encoded: it is ${what}.`,
    hint: "Use a DESFire EV1, EV2 or EV3, or an NTAG 424 DNA. Any other card can still be enrolled by its number, as assurance 0 or 1.",
  });
}

export function randomUid(): Failure {
  return new Failure("CARD_RANDOM_UID", {
    message: "This card shows another UID at every tap, so its keys cannot be found by it.",
    hint: "Use a card whose random UID is off, as from the factory; it cannot be switched off again.",
  });
}

export function foreign(what: string): Failure {
  return new Failure("CARD_FOREIGN", {
    message: `This card was encoded for another site or by another program: ${what}.`,
    hint: "Give it back, or use a card from the factory; nothing on it was changed. If it is this site's, the backend came back from a copy older than the card.",
    exit: exitCodes.verifyFailed,
  });
}

export function masterForeign(): Failure {
  return new Failure("CARD_MASTER", {
    message: "The card itself has a master key that is neither the factory's nor this site's.",
    hint: "Its seller or another site has set it: ask there for the key, or use another card. What Latchkey wrote stays as it is.",
    exit: exitCodes.verifyFailed,
  });
}

export function full(): Failure {
  return new Failure("CARD_FULL", {
    message: "There is no room on the card for another application.",
    hint: "Use another card, or take away what is not needed on this one with the program that put it there.",
  });
}

export function locked(): Failure {
  return new Failure("CARD_LOCKED", {
    message: "The card's configuration is locked, and it is not as this site wants it.",
    hint: "A locked card can be given a new credential, and no other layout or address. Use a card from the factory.",
  });
}

export function refused(doing: string, status: string): Failure {
  return new Failure("CARD_REFUSED", {
    message: `The card refused to ${doing}: ${status}.`,
    hint: "Run `latchkey card info`; if the card is as from the factory, report this line.",
  });
}

export function altered(doing: string): Failure {
  return new Failure("CARD_ALTERED", {
    message: `What the card said while it should ${doing} was changed on the way.`,
    hint: "Lay it down again and repeat the command, which goes on; if it repeats, look for a device between card and antenna.",
    exit: exitCodes.verifyFailed,
  });
}

export function gone(doing: string, done: string[]): Failure {
  const before = done.length > 0 ? `Done before: ${done.join("; ")}.` : "Nothing on it was changed.";
  return new Failure("CARD_GONE", {
    message: `The card was taken away while it should ${doing}. ${before}`,
    hint: `${lay}, and run the same command again: it looks at what is there and goes on.`,
  });
}

export function bare(): Failure {
  return new Failure("CARD_BARE", {
    message: "The card is as from the factory: nothing of this site is on it.",
    hint: "Encode it with `latchkey card encode`.",
    exit: exitCodes.verifyFailed,
  });
}

export function unfinished(): Failure {
  return new Failure("CARD_UNFINISHED", {
    message: "The card is this site's, and its encoding is not finished.",
    hint: "Run `latchkey card encode` on it, then this again.",
    exit: exitCodes.verifyFailed,
  });
}

export function pinRoom(): Failure {
  return new Failure("CARD_PIN_ROOM", {
    message: "The card was encoded before there were PINs: its file has no room for one.",
    hint: "Run `latchkey card encode --pin` on it, which makes the file anew and keeps the credential id.",
  });
}

export function differs(complaints: string[]): Failure {
  return new Failure("CARD_DIFFERS", {
    message: `The card is not as the backend says: ${complaints.join("; ")}.`,
    hint: "Run `latchkey card encode` on it to bring it to what the backend says.",
    exit: exitCodes.verifyFailed,
  });
}
