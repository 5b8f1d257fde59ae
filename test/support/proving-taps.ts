import { desfire, phone as phoneKind } from "../../firmware/src/wire/technology";
import { flagEv1 } from "../../firmware/src/wire/card-profile";
import type { EmulatedCard } from "../../host-tools/simulator/cards/card";
import { secureCard } from "../../host-tools/simulator/cards/secure-card";
import type { Quirks } from "../../host-tools/simulator/pn532/faults";
import type { Wire } from "../../host-tools/simulator/pn532/wires";
import { CardBench, cardId, plan, profile } from "./card-bench";
import { between, faults, mend, type AtFault } from "./faulty-front-end";
import { held, leaseOf, phone, takesPhones, wallet } from "./phone-bench";

const servedMs = 500;
/** A copy of the chip that is slow takes that much longer: so many commands are needed to set it up, and by a card that proves itself. */
const commands = 12;
const lookMs = 10;
const wrongKey = new Uint8Array(16).fill(9);
const generations = ["ev1", "ev2", "ev3"] as const;

/** A whole reader whose front end falters: DESFire cards and phones, some of them forged, one after the other. */
export class ProvingTaps {
  private readonly at: CardBench;
  private readonly front: AtFault;
  private rose = 0;

  constructor(wire: Wire, private readonly quirk: Partial<Quirks>, private readonly random: () => number) {
    const listed = [{ technology: desfire, identifier: cardId }];
    const profiles = [profile(), profile({ flags: 3 | flagEv1 })];
    this.at = new CardBench(profiles, listed, 3, takesPhones, true, wire);
    const { reader } = this.at;
    this.front = { chip: reader.frontEnd, stickAlert: (stuck) => reader.stickAlert(stuck) };
    Object.assign(reader.frontEnd.quirks, quirk);
    reader.door.onEdge(({ line, on }) => void (line === "relay" && on && this.rose++));
  }

  suffered(): number {
    return this.front.chip.suffered;
  }

  /** One card or phone with a fault, then one of the other kind once it is over: what was wrong, in words. */
  tap(kind: string): string | undefined {
    const { at, front, random } = this;
    const [genuine, isPhone] = [random() < 0.5, random() < 0.5];
    this.rose = 0;
    at.reader.frontEnd.present(isPhone ? this.phone(genuine) : this.card(genuine));
    at.clock.advance(between(random, 0, 60));
    faults[kind]!(front, random);
    at.clock.advance(between(random, 0, 900));
    at.reader.remove();
    mend(front);
    if (!genuine && this.rose > 0) return "the door opened for a forgery";
    const problem = this.next(!isPhone, genuine);
    at.clear();
    at.taps();
    return problem ?? (at.reader.door.isOn("relay") ? "the relay did not fall" : undefined);
  }

  /** A good one is held up; `mayOpen`: so may have the one before. */
  private next(isPhone: boolean, mayOpen: boolean): string | undefined {
    const { at } = this;
    const technology = isPhone ? phoneKind : desfire;
    const told = at.taps();
    at.reader.frontEnd.present(isPhone ? this.phone(true) : this.card(true));
    const limitMs = servedMs + commands * (this.quirk.slowAckMs ?? 0);
    for (let ms = 0; ms < limitMs && !told.some((one) => one.granted && one.technology === technology); ms += lookMs) {
      at.clock.advance(lookMs);
      told.push(...at.taps());
    }
    const opened = told.filter((one) => one.granted).map((one) => one.technology);
    if (opened.at(-1) !== technology || !at.reader.door.isOn("relay")) return `the next one was not served: ${JSON.stringify(told)}`;
    return opened.length > (mayOpen ? 2 : 1) ? `opened for more than were there: ${JSON.stringify(told)}` : undefined;
  }

  private card(genuine: boolean): EmulatedCard {
    const generation = generations[between(this.random, 0, 2)]!;
    return secureCard(plan({ generation, uid: this.uid(4, 7), ...(!genuine && { key: wrongKey }) }));
  }

  private phone(genuine: boolean): EmulatedCard {
    return held(genuine ? phone() : phone(wallet(leaseOf({}, { phoneKey: wrongKey }))), this.uid(8, 4));
  }

  private uid(first: number, bytes: number) {
    return Uint8Array.from({ length: bytes }, (_, i) => (i === 0 ? first : between(this.random, 0, 255)));
  }
}
