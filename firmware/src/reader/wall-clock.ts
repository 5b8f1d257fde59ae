import type { Clock } from "../hal/clock";

/** A clock that is sure steps back by at most this; a larger step back is an attack or a broken server. */
const stepBackMaxS = 300;
/** A sure clock leaps ahead by more than this only when told twice, this far apart. */
const leapS = 86400;
const leapConfirmMs = 10000;

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
  /** Uptime at which a leap was first claimed; undefined: none pending. */
  private leapSinceMs: number | undefined;

  constructor(clock: Clock, floorSeconds: number) {
    this.clock = clock;
    this.floorSeconds = floorSeconds;
    this.offset = 0;
    this.told = false;
    this.leapSinceMs = undefined;
  }

  /** Unix seconds; only meaningful while `sure`. */
  now(): number {
    return this.clock.boardSeconds() + this.offset;
  }

  sure(): boolean {
    return this.told || this.clock.boardSeconds() >= this.floorSeconds;
  }

  /**
   * The backend's time, already proven fresh by the session. Returns by how many seconds the belief moved,
   * 0 when the offer was refused (before the floor, too far back, or a leap not yet confirmed).
   */
  offer(unixSeconds: number): number {
    const moved = unixSeconds - this.now();
    if (unixSeconds < this.floorSeconds) return 0;
    if (this.sure() && (moved < -stepBackMaxS || (moved > leapS && !this.leapConfirmed()))) return 0;
    this.leapSinceMs = undefined;
    this.offset += moved;
    this.told = true;
    return moved;
  }

  private leapConfirmed(): boolean {
    const nowMs = this.clock.uptimeMs();
    if (this.leapSinceMs === undefined) this.leapSinceMs = nowMs;
    return nowMs - this.leapSinceMs >= leapConfirmMs;
  }
}
