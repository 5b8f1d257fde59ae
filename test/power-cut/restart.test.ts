import { GrantsStory } from "./grants-story";
import { JournalStory } from "./journal-story";
import { loadStore } from "./load-store";
import { StateStory } from "./state-story";
import { runStory, simulated, type Story, type StoryKind, type Workplace } from "./torture";

const seed = Number(process.env.SEED ?? 1);

/** State and settings, journal and grants of one reader side by side, as on its flash. */
class Life implements Story {
  readonly steps = 12000;
  private readonly rooms: Story[];

  constructor(private readonly place: Workplace) {
    const part = (from: number, pages: number): Workplace => ({
      ...place,
      flash: { pages, pageBytes: place.flash.pageBytes, region: (first, count) => place.flash.region(from + first, count) },
    });
    this.rooms = [new StateStory(part(0, 7)), new JournalStory(part(7, 6), false), new GrantsStory(part(13, 13))];
  }

  boot(): void {
    for (const room of this.rooms) room.boot();
  }

  step(index: number): void {
    const choice = this.place.random();
    this.rooms[choice < 0.2 ? 0 : choice < 0.9 ? 1 : 2]!.step(index);
  }

  finish(): void {
    for (const room of this.rooms) room.finish();
  }
}

const life: StoryKind = { name: "life", pageBytes: 1024, pages: 26, fewSteps: 20, start: (place) => new Life(place) };

describe("one reader, stopped and restarted over and over on the same flash", () => {
  it("loses no journaled event and no grant through 1,000 seeded cuts", () => {
    const { cuts, operations } = runStory(life, simulated(loadStore()), { seed, cuts: [{ ahead: 1, mode: "none" }], every: 14 });
    process.stdout.write(`restarts: ${cuts}, flash operations: ${operations}, seed ${seed}\n`);
    expect(cuts).toBeGreaterThanOrEqual(1000);
  });
});
