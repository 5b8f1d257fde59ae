import { LoneReader, knownCard } from "../../support/lone-reader";

/* What a reader without power had still to do would hold up the end of the program that simulates it. */
it.each(["at rest", "in the middle of a tap"])("leaves nothing to wait for when its power goes %s", (when) => {
  const lone = new LoneReader();
  lone.virtual.advance(3000);
  if (when !== "at rest") {
    lone.reader.tap(`uid:${knownCard}`);
    lone.virtual.advance(40);
  }
  expect(lone.virtual.pending).toBeGreaterThan(0);
  lone.reader.powerOff();
  expect(lone.virtual.pending).toBe(0);
});
