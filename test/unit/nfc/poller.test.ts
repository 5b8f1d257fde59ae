import { frontEnd } from "../../support/front-end";
import { recoveries } from "../../../firmware/src/nfc/pn532";
import { cardFrom } from "../../../host-tools/simulator/cards/card-from";

const listTargets = 0x4a;

describe("a reader polling an emulated PN532", () => {
  it("finds a waiting card with one command, tells of it once, and of its leaving", () => {
    const { clock, chip, told } = frontEnd();
    const before = chip.commandsHeard.length;
    chip.present(cardFrom("uid:04A1B2C3"));
    expect(clock.advanceUntil(() => told.length > 0, 500)).toBe(true);
    expect(chip.commandsHeard.slice(before).filter((code) => code !== listTargets)).toEqual([]);
    clock.advance(5000);
    chip.remove();
    clock.advance(2000);
    expect(told).toEqual(["1:04a1b2c3", "removed"]);
  });

  it("reads an NTAG's message with one command more", () => {
    const { clock, chip, told } = frontEnd();
    const before = chip.commandsHeard.length;
    chip.present(cardFrom("ntag213:04A1B2C3D4E5F6:D101045402656E41"));
    clock.advanceUntil(() => told.length > 0, 500);
    expect(told).toEqual(["2:d101045402656e41 1:04a1b2c3d4e5f6"]);
    expect(chip.commandsHeard.slice(before).filter((code) => code !== listTargets)).toEqual([0x42]);
  });

  it("refuses two cards as two cards", () => {
    const { clock, chip, told } = frontEnd();
    chip.present(cardFrom("uid:04A1B2C3"), cardFrom("uid:01020304"));
    clock.advance(3000);
    expect(told).toEqual(["too many"]);
  });

  it("says that a card torn away in mid-conversation is gone", () => {
    const { clock, chip, told } = frontEnd();
    chip.present(cardFrom("ntag213:04A1B2C3D4E5F6:D101045402656E41"));
    chip.tear(0);
    clock.advance(100);
    expect(told[0]).toBe("fault 6");
  });

  for (const accident of ["garble", "mute"] as const) {
    it(`serves the card all the same when an answer is ${accident}d, without a second reading of it`, () => {
      const { clock, chip, told, pn532 } = frontEnd();
      const before = recoveries(pn532.counts);
      chip.present(cardFrom("uid:04A1B2C3"));
      chip[accident](1);
      clock.advance(2500);
      expect(told).toEqual(["1:04a1b2c3"]);
      expect(recoveries(pn532.counts)).toBeGreaterThan(before);
    });
  }

  it("survives noise between frames", () => {
    const { clock, chip, told } = frontEnd();
    for (let i = 0; i < 50; i++) {
      chip.noise(Uint8Array.from({ length: i }, (_, at) => (at * 37 + i) & 255));
      clock.advance(13);
    }
    clock.advance(1500);
    chip.present(cardFrom("uid:04A1B2C3"));
    clock.advance(1000);
    expect(told.filter((one) => one.startsWith("1:"))).toEqual(["1:04a1b2c3"]);
  });

  it("goes on after a fault that nobody caught, and starts no second loop when nothing was broken", () => {
    const { clock, chip, told, poller } = frontEnd();
    const tell = told.push.bind(told);
    told.push = () => {
      throw new Error("a defect");
    };
    chip.present(cardFrom("uid:04A1B2C3"));
    expect(() => clock.advance(500)).toThrow("a defect");
    told.push = tell;
    poller.revive();
    chip.remove();
    clock.advance(7000);
    chip.present(cardFrom("uid:01020304"));
    clock.advance(1000);
    expect([...told]).toEqual(["removed", "1:01020304"]);
    const turns = () => {
      const before = poller.turns;
      clock.advance(10_000);
      return poller.turns - before;
    };
    const usual = turns();
    poller.revive();
    expect(Math.abs(turns() - usual)).toBeLessThan(3);
  });

  it("tells once of a dead front end, and serves the next card within half a second of its return", () => {
    const { clock, chip, told, resets } = frontEnd();
    chip.powerOff(true);
    clock.advance(20_000);
    expect(told).toEqual([expect.stringMatching(/^lost [12]$/)]);
    expect(resets.pulses).toBeGreaterThan(10);
    chip.powerOff(false);
    chip.present(cardFrom("uid:04A1B2C3"));
    const from = clock.uptimeMs();
    expect(clock.advanceUntil(() => told.includes("1:04a1b2c3"), 5000)).toBe(true);
    expect(told.slice(1)).toEqual(["back", "1:04a1b2c3"]);
    expect(clock.uptimeMs() - from).toBeLessThan(500);
  });

  it("counts each step of the way back by its kind", () => {
    const { clock, chip, pn532 } = frontEnd();
    expect(pn532.counts).toEqual({ alertsMissed: 0, repeats: 0, aborts: 0, initialisations: 1, resets: 0 });
    chip.garble(1);
    clock.advance(500);
    expect(pn532.counts).toMatchObject({ alertsMissed: 0, repeats: 1, aborts: 0, initialisations: 1 });
    chip.mute(1);
    clock.advance(600);
    expect(pn532.counts).toEqual({ alertsMissed: 0, repeats: 1, aborts: 1, initialisations: 2, resets: 0 });
  });

  it("works with no chip but a PN532, and says which fault it is", () => {
    const { clock, chip, told } = frontEnd();
    chip.quirks.version = [0x07, 1, 6, 7];
    chip.powerOff(true);
    chip.powerOff(false);
    chip.present(cardFrom("uid:04A1B2C3"));
    clock.advance(3000);
    expect(told).toEqual(["lost 9"]);
  });

  it("takes no card that asks for more time for a dead front end, and serves the next", () => {
    const { clock, chip, told } = frontEnd();
    chip.present(cardFrom("ntag213:04A1B2C3D4E5F6:D101045402656E41"));
    chip.stall();
    clock.advance(3000);
    chip.remove();
    chip.present(cardFrom("uid:01020304"));
    clock.advance(500);
    expect(told).toEqual(["fault 2", "1:01020304"]);
  });
});
