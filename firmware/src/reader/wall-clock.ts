import type { Clock } from "../hal/clock";

/**
 * What the reader believes of the date. The board's own clock counts only from a time that this reader has
 * certainly lived through (its provisioning); a board that lost its clock starts far below that and is unsure
 * until the backend answers. Nothing else can set it.
 */
export class WallClock {
  private readonly clock: Clock;
  private readonly floorSeconds: number;
  private offset: number;
  private told: boolean;

  constructor(clock: Clock, floorSeconds: number) {
    this.clock = clock;
    this.floorSeconds = floorSeconds;
    this.offset = 0;
    this.told = false;
  }

  /** Unix seconds; only meaningful while `sure`. */
  now(): number {
    return this.clock.boardSeconds() + this.offset;
  }

  sure(): boolean {
    return this.told || this.clock.boardSeconds() >= this.floorSeconds;
  }

  /** The backend's time, already proven fresh by the session. Returns by how many seconds the belief moved. */
  set(unixSeconds: number): number {
    const moved = unixSeconds - this.now();
    this.offset += moved;
    this.told = true;
    return moved;
  }
}
