import * as event from "../../../firmware/src/wire/event";
import { asks, cableLine } from "../../../firmware/src/wire/cable";
import { system } from "../../../firmware/src/wire/record";
import { jsNative } from "../../../host-tools/hal/native";
import { capturedLines, isMark } from "../../../host-tools/trace/captured";
import { CableTalk } from "../../support/cable-talk";
import { LoneReader, provisionedAt } from "../../support/lone-reader";

function talk(options: { boardSeconds?: number } = {}): CableTalk {
  const site = new LoneReader({}, options);
  site.pass(3000);
  return new CableTalk(site);
}

const noted = (cable: CableTalk) =>
  cable.site
    .records()
    .filter(({ type, reason }) => type === system && (reason === event.cableUnlocked || reason === event.cableUnlockWrong))
    .map(({ reason, detail }) => `${reason === event.cableUnlocked ? "unlocked" : "wrong"} ${detail}`);

const otherKey = new Uint8Array(32).fill(8);

describe("the unlock of the cable", () => {
  it("answers nothing but the status while it is locked, with a challenge that stays until it is used or a minute old", () => {
    const cable = talk();
    const { reader, challenge } = cable.status();
    expect([reader, challenge.length, cable.status().challenge]).toEqual(["0102030405060708", 32, challenge]);
    for (const words of ["trace 1 60", "next 1", "record 1", "stop", "lock", "format"]) expect(cable.ask(words)).toBe("locked");
    cable.site.pass(61_000);
    expect(cable.status().challenge).not.toBe(challenge);
  });

  it("is given for the right MAC, once, and noted; the line that unlocked may be said again while it holds", () => {
    const cable = talk();
    const words = cable.unlock();
    expect(cable.ask(words)).toBe("unlocked 300");
    expect(cable.ask(words)).toMatch(/^unlocked (299|300)$/);
    expect(cable.ask("trace 1 60")).toBe("tracing");
    expect(cable.ask("lock")).toBe("locked");
    expect([cable.ask(words), cable.ask("next 1")]).toEqual(["stale", "locked"]);
    expect(noted(cable)).toEqual(["unlocked 1"]);
  });

  it("looks at one try at a time: what is said while its steps run, the same line or another, is not answered", () => {
    const cable = talk();
    const line = cableLine(jsNative(), asks, cable.unlock());
    const other = cableLine(jsNative(), asks, cable.unlock({ challenge: "00".repeat(16) }));
    expect(cable.say(line + line + other).split("\n")).toEqual([expect.stringMatching(/^LK!unlocked 300 /), ""]);
    expect([cable.ask("stop"), noted(cable)]).toEqual(["stopped", ["unlocked 1"]]);
  });

  it.each([
    ["another reader's key", { key: otherKey }],
    ["another reader's name", { reader: new Uint8Array(8) }],
    ["another scope than was signed", { said: 2 }],
  ] as const)("is refused for %s, and noted", (_, changed) => {
    const cable = talk();
    expect(cable.ask(cable.unlock({ ...changed }))).toBe("wrong 0");
    expect([noted(cable), cable.ask("trace 1 60")]).toEqual([["wrong 1"], "locked"]);
  });

  it("is refused for another time than was signed, and for a MAC of another length", () => {
    const cable = talk();
    const words = cable.unlock().split(" ");
    expect(cable.ask([words[0], words[1], words[2], String(Number(words[3]) + 1), words[4]].join(" "))).toBe("wrong 0");
    expect(cable.ask(cable.unlock().slice(0, -2))).toBe("wrong 0");
  });

  it("looks at no MAC for a challenge that is used, another's or too old, and counts none of them", () => {
    const cable = talk();
    const used = cable.unlock({ key: otherKey });
    expect(cable.ask(used)).toBe("wrong 0");
    const late = cable.unlock();
    cable.site.pass(61_000);
    for (const words of [used, late, cable.unlock({ challenge: "00".repeat(16) })]) expect(cable.ask(words)).toBe("stale");
    expect(noted(cable)).toEqual(["wrong 1"]);
  });

  it("counts no noise: a line with a wrong sum, cut short or in another's place is not even answered", () => {
    const cable = talk();
    for (let i = 0; i < 200; i++) cable.say(`LK?unlock ${"0".repeat(i % 90)} ${i}\n`);
    expect(cable.say("LK?unlock 1 2 3 4 5\n")).toBe("");
    expect(cable.ask(cable.unlock())).toBe("unlocked 300");
    expect(noted(cable)).toEqual(["unlocked 1"]);
  });

  it("bars the cable for a minute after three wrong ones in a row, and for twice as long after each more", () => {
    const cable = talk();
    const wrong = () => cable.ask(cable.unlock({ key: otherKey }));
    expect([wrong(), wrong(), wrong()]).toEqual(["wrong 0", "wrong 0", "wrong 60"]);
    /* While it is barred not even the right one is looked at. */
    expect(cable.ask(cable.unlock())).toMatch(/^barred (59|60)$/);
    cable.site.pass(60_000);
    expect(wrong()).toBe("wrong 120");
    cable.site.pass(60_000);
    expect(cable.ask(cable.unlock())).toMatch(/^barred (59|60)$/);
    cable.site.pass(60_000);
    expect(cable.ask(cable.unlock())).toBe("unlocked 300");
    expect([wrong(), wrong()]).toEqual(["wrong 0", "wrong 0"]);
    expect(noted(cable)).toEqual(["wrong 1", "wrong 2", "wrong 3", "wrong 4", "unlocked 1", "wrong 1", "wrong 2"]);
  });

  it("keeps the count through a cut of the power, and a bar begins anew then", () => {
    const cable = talk();
    const wrong = () => cable.ask(cable.unlock({ key: otherKey }));
    for (let i = 0; i < 3; i++) wrong();
    for (let i = 0; i < 3; i++) {
      cable.site.reader.powerOff();
      cable.site.pass(1000);
      cable.site.reader.powerOn();
      cable.site.pass(3000);
      expect(cable.ask(cable.unlock())).toMatch(/^barred 5\d$/);
    }
    cable.site.pass(60_000);
    expect(wrong()).toBe("wrong 120");
  });

  it("is not looked at when flash does not take the try", () => {
    const cable = talk();
    cable.site.breakFlash("state");
    expect([cable.ask(cable.unlock({ key: otherKey })), cable.ask(cable.unlock())]).toEqual(["uncounted", "uncounted"]);
    cable.site.breakFlash("state", false);
    expect(cable.ask(cable.unlock())).toBe("unlocked 300");
  });

  it("ends by its time, by the reader's own bound, by silence and by a start", () => {
    const cable = talk();
    expect(cable.ask(cable.unlock({ until: cable.nowS }))).toBe("expired");
    const wait = (ms: number) => {
      for (let passed = 0; passed < ms; passed += 5000) {
        cable.site.pass(5000);
        cable.ask("stop");
      }
    };
    expect(cable.ask(cable.unlock({ until: cable.nowS + 20 }))).toMatch(/^unlocked (19|20)$/);
    wait(20_000);
    expect(cable.ask("stop")).toBe("locked");
    expect(cable.ask(cable.unlock({ until: cable.nowS + 100_000 }))).toBe("unlocked 900");
    wait(600_000);
    expect(cable.ask("stop")).toBe("stopped");
    cable.site.pass(11_000);
    expect(cable.ask("stop")).toBe("locked");
    expect(cable.ask(cable.unlock())).toBe("unlocked 300");
    cable.site.reader.powerOff();
    cable.site.reader.powerOn();
    cable.site.pass(3000);
    expect(cable.ask("stop")).toBe("locked");
  });

  it("goes by the reader's own bound where it is unsure of the time", () => {
    const cable = talk({ boardSeconds: 1000 });
    expect(cable.ask(cable.unlock({ until: provisionedAt - 1000 }))).toBe("unlocked 900");
  });

  it("opens nothing for a scope that this firmware does not know", () => {
    const cable = talk();
    expect([cable.ask(cable.unlock({ scope: 2 })), cable.ask("trace 1 60"), noted(cable)]).toEqual(["scope", "locked", []]);
  });
});

describe("a trace over the cable", () => {
  const opened = () => {
    const cable = talk();
    cable.ask(cable.unlock());
    return cable;
  };

  /** Every part until the last, each asked for twice as a tool does that lost the answer. */
  function drained(cable: CableTalk, from = 1): { bytes: Buffer; lost: number } {
    const parts: Buffer[] = [];
    for (let number = from; ; ) {
      const answer = cable.ask(`next ${number}`);
      const [, , lost, last, text] = answer.split(" ");
      if (text !== "-") {
        expect(cable.ask(`next ${number}`)).toBe(answer);
        parts.push(Buffer.from(text!, "base64"));
        number++;
      } else if (last === "1") return { bytes: Buffer.concat(parts), lost: Number(lost) };
      else return { bytes: Buffer.concat(parts), lost: Number(lost) };
    }
  }

  it("comes while it runs, whole and in order, with the record of the verdict", () => {
    const cable = opened();
    expect(cable.ask("trace 2 60")).toBe("tracing");
    cable.site.pass(2000);
    const all: Buffer[] = [];
    let number = 1;
    const take = () => {
      for (;;) {
        const [, , lost, , text] = cable.ask(`next ${number}`).split(" ");
        expect(lost).toBe("0");
        if (text === "-") return;
        number++;
        all.push(Buffer.from(text!, "base64"));
      }
    };
    cable.site.tap();
    take();
    cable.site.pass(2000);
    take();
    cable.site.tap("uid:0BADCAFE");
    cable.site.pass(2000);
    take();
    expect(cable.ask(`next ${number}`)).toBe(`part ${number} 0 1 -`);
    const lines = capturedLines(Buffer.concat(all));
    const marks = lines.filter(isMark).map(({ nextSequence }) => nextSequence);
    expect(marks.length).toBeGreaterThanOrEqual(3);
    const record = Buffer.from(cable.ask(`record ${marks[0]!}`).split(" ")[2]!, "base64");
    expect([record.length, record[0], cable.ask("record 99999")]).toEqual([32, 1, "record 99999 -"]);
    expect(lines.filter((line) => !isMark(line) && line.dir === "out").length).toBeGreaterThanOrEqual(4);
  });

  it("says how many entries were lost when nobody fetched them in time", () => {
    const cable = opened();
    cable.ask("trace 20 60");
    for (let i = 0; i < 4; i++) {
      cable.site.tap("ntag216:04A1B2C3D4E5F6:D101045402656E41");
      cable.site.pass(1500);
    }
    expect(drained(cable).lost).toBeGreaterThan(0);
  });

  it("ends, and is gone, when the tool falls silent; the backend may ask for another then", () => {
    const cable = opened();
    cable.ask("trace 20 600");
    const { capture } = cable.site.reader.reader!;
    expect(capture!.startCapture(7, 1, 60)).toBe(false);
    cable.site.pass(13_000);
    expect([capture!.number, capture!.entries.length, capture!.waiting()]).toEqual([0, 0, false]);
    expect(capture!.startCapture(7, 1, 60)).toBe(true);
    expect([cable.ask(cable.unlock()), cable.ask("trace 1 60"), cable.ask("next 1")]).toEqual(["unlocked 300", "busy", "unknown"]);
    expect(capture!.number).toBe(7);
  });

  it("never waits to be sent to the backend", () => {
    const cable = opened();
    cable.ask("trace 1 60");
    cable.ask("stop");
    expect(cable.site.reader.reader!.capture!.waiting()).toBe(false);
    expect(drained(cable).bytes.length).toBeGreaterThan(0);
  });

  it("is refused for no card, for ever, and for nonsense", () => {
    const cable = opened();
    for (const words of ["trace 0 60", "trace 1 601", "trace", "trace x y"]) expect(cable.ask(words)).toBe("busy");
    for (const words of ["next 1", "next", "eval 1", "recor 1"]) expect(cable.ask(words)).toBe("unknown");
  });
});
