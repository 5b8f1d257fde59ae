import type { Clock } from "../hal/clock";

/** A clock that is sure steps back by at most this at once; a larger step back is an attack or a broken server. */
const stepBackMaxS = 300;
/**
 * What brings it back all the same, and below its floor: a backend that tells the same time in whatever it tells through a day of uptime.
 * Its alarm `clockDiffers` stands through that day, so that a backend that is wrong itself is set right before its readers follow.
 */
const backConfirmMs = 86400000;
/** A sure clock leaps ahead by more than this only when told twice, this far apart. */
const leapS = 86400;
const leapConfirmMs = 10000;
/** The backend tells whole seconds, some of them spent on the way: a difference below this is no news of the time. */
const noiseS = 2;
/** The rate is learnt over at least this: then it is known to noiseS / learnMs, 93 ppm, and better the longer the reader has run. */
const learnMs = 21600000;
/** No crystal is worse; an estimate beyond it comes from a step of the backend's clock, not from ours. */
const rateMax = 0.0005;

/** No leap is as far. */
const none = 1e15;

/** What a clock shows at one moment. */
export interface Reading {
  /** False: it is `now` or any time after it. */
  sure: boolean;
  /** Unix seconds. */
  now: number;
}

/**
 * What the reader believes of the date. The board's own clock counts only from a time that this reader has certainly lived through
 * (its provisioning, and the newest record of its journal); a board that lost its clock starts far below that and is unsure until
 * the backend answers. Nothing else can set it, and back across what it has lived through only the patience of `backConfirmMs`. Between answers it goes at the rate that the answers have shown: after `t` without
 * one it is wrong by at most `noiseS` plus `t` times `noiseS` through the time it has been watched, and what warmth changes (a
 * crystal: some 10 ppm, a second a day).
 */
export class WallClock {
  private readonly clock: Clock;
  private readonly provisionedAt: number;
  private floorSeconds: number;
  /** Time told and the uptime at which it was. */
  private toldSeconds: number;
  private toldMs: number;
  private told: boolean;
  /** The first such pair since the clock last leapt. */
  private firstSeconds: number;
  private firstMs: number;
  /** Seconds by which a second of ours falls short. */
  private rate: number;
  /** By how many seconds a leap was claimed, `none`: not at all; and the uptime at which it first was. */
  private leapBy: number;
  private leapSinceMs: number | undefined;

  /** `newestRecord`: the newest time that the journal is sure of. */
  constructor(clock: Clock, provisionedAt: number, newestRecord: number) {
    this.clock = clock;
    this.provisionedAt = provisionedAt;
    this.floorSeconds = this.toldSeconds = this.firstSeconds = Math.max(provisionedAt, newestRecord);
    this.toldMs = this.firstMs = this.rate = 0;
    this.told = false;
    this.leapBy = none;
  }

  /** Both at once, which costs a tap less than one after the other. */
  read(): Reading {
    const board = this.told ? 0 : this.clock.boardSeconds();
    const boardCounts = board >= this.floorSeconds;
    return { sure: this.told || boardCounts, now: boardCounts ? board : Math.floor(this.reckoned()) };
  }

  /** Unix seconds; while not `sure`, the least that it can be. */
  now(): number {
    return this.read().now;
  }

  sure(): boolean {
    return this.read().sure;
  }

  /** Minutes since the start, through which an unsure clock has been so. */
  unsureMin(): number {
    return this.clock.uptimeMs() / 60000;
  }

  /**
   * The backend's time, already proven fresh by the session. Returns by how many seconds the belief moved,
   * 0 when the offer was refused (before the provisioning, or a leap not yet confirmed) or told nothing new.
   */
  offer(unixSeconds: number): number {
    const moved = unixSeconds - this.now();
    const sure = this.sure();
    const back = unixSeconds < this.floorSeconds || (sure && moved < -stepBackMaxS);
    if ((back || (sure && moved > leapS)) && !this.leapConfirmed(unixSeconds, moved, back)) return 0;
    this.leapBy = none;
    const nowMs = this.clock.uptimeMs();
    if (this.told && Math.abs(moved) <= stepBackMaxS) this.learn(unixSeconds, nowMs);
    else {
      this.firstSeconds = unixSeconds;
      this.firstMs = nowMs;
    }
    if (this.told && Math.abs(moved) < noiseS) return 0;
    this.toldSeconds = unixSeconds;
    this.toldMs = nowMs;
    this.told = true;
    return moved;
  }

  private reckoned(): number {
    const passedMs = this.clock.uptimeMs() - this.toldMs;
    return this.toldSeconds + (passedMs + passedMs * this.rate) / 1000;
  }

  /** How fast the board's clock goes, from the first time told to this one. */
  private learn(unixSeconds: number, nowMs: number): void {
    const passedMs = nowMs - this.firstMs;
    if (passedMs < learnMs) return;
    const rate = ((unixSeconds - this.firstSeconds) * 1000 - passedMs) / passedMs;
    if (Math.abs(rate) > rateMax) return;
    this.toldSeconds = this.reckoned();
    this.toldMs = nowMs;
    this.rate = rate;
  }

  /** It has been claimed for long enough, and nothing else meanwhile; never to before the provisioning. */
  private leapConfirmed(unixSeconds: number, moved: number, back: boolean): boolean {
    const nowMs = this.clock.uptimeMs();
    if (Math.abs(moved - this.leapBy) > stepBackMaxS) {
      this.leapSinceMs = nowMs;
      this.leapBy = moved;
    }
    if (unixSeconds < this.provisionedAt || nowMs - this.leapSinceMs! < (back ? backConfirmMs : leapConfirmMs)) return false;
    this.floorSeconds = Math.min(this.floorSeconds, unixSeconds);
    return true;
  }
}
