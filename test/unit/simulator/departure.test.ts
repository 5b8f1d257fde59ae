import { Departure } from "../../../host-tools/simulator/pn532/departure";

const list = 0x4a;
const nobody = Uint8Array.of(0);
const oneCard = Uint8Array.of(1, 1);

describe("that a reader has noticed an empty field", () => {
  let told: number;
  let departure: Departure;
  const asked = (found: Uint8Array) => {
    departure.heard(list);
    departure.answer(list, found);
  };
  beforeEach(() => {
    told = 0;
    departure = new Departure();
    departure.onNoticed(() => told++);
    departure.begin();
  });

  it("is told once, when it asked again after two answers that nobody is there", () => {
    asked(nobody);
    asked(nobody);
    expect(told).toBe(0);
    asked(nobody);
    expect(told).toBe(1);
    asked(nobody);
    asked(nobody);
    expect(told).toBe(1);
  });

  it("is not told for answers that were dropped, for cards, or for other commands", () => {
    for (let i = 0; i < 5; i++) {
      asked(nobody);
      departure.dropped();
      asked(oneCard);
      departure.heard(0x40);
      departure.answer(0x40, nobody);
    }
    departure.heard(list);
    expect(told).toBe(0);
  });

  it("begins anew whenever cards come or go", () => {
    asked(nobody);
    asked(nobody);
    departure.begin();
    asked(nobody);
    asked(nobody);
    expect(told).toBe(0);
    asked(nobody);
    expect(told).toBe(1);
  });
});
