import type { Ground, StoryKind } from "../../power-cut/torture";
import { ChipFlash } from "./chip-flash";
import { chipStore } from "./chip-store";
import { Obedient } from "./obedient";
import type { Program } from "./store-program";

/** Stories run in the real interpreter: their pages are those of the list in its flash file, blank at the start of each. */
export class ChipGround implements Ground {
  readonly store = chipStore;
  private readonly chip: Obedient;
  private last: ChipFlash | undefined;

  constructor(
    dir: string,
    private readonly program: Program,
  ) {
    this.chip = new Obedient(dir, program.script);
  }

  flash(kind: StoryKind): ChipFlash {
    this.end();
    return (this.last = new ChipFlash(this.chip, kind, this.program.flash, this.program.storyAt));
  }

  end(): void {
    this.last?.end();
    this.last = undefined;
  }
}
