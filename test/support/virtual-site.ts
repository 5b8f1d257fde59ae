import type { Bytes } from "../../firmware/src/base/bytes";
import { fromHex } from "../../firmware/src/base/bytes";
import type { Timer } from "../../firmware/src/hal/clock";
import type { Link } from "../../firmware/src/hal/link";
import { poke } from "../../firmware/src/wire/message";
import { paths } from "../../host-tools/api/paths";
import type { ReaderIdentity } from "../../host-tools/api/readers";
import type { Every } from "../../host-tools/backend/clockwork";
import type { Log } from "../../host-tools/backend/log";
import { VirtualClock } from "../../host-tools/simulator/board/clock";
import { seededRandom } from "../../host-tools/simulator/board/entropy";
import { Network } from "../../host-tools/simulator/board/network";
import type { Wire } from "../../host-tools/simulator/pn532/wires";
import { type regionPages, SimulatedReader } from "../../host-tools/simulator/reader";
import { BackendAtWork } from "./backend-at-work";

/*
 * Readers with the shipped firmware and the real backend, in a time of their own: the clock stands still while the backend
 * works and moves on when it has dealt with every frame, so a run is the same whatever the machine does.
 */
const anyDay = 1_790_000_000;

/** What stands at the other end of a reader's network: it gets each frame that arrives, and may answer. */
export interface FarEnd {
  receive(frame: Bytes, answer: (frame: Bytes) => void): void;
  /** False while something that arrived is still being worked on. */
  settled(): boolean;
}

export class VirtualSite {
  readonly doors: VirtualDoor[] = [];
  /** The backend as readers meet it: each door's network leads there at first. */
  backend: FarEnd;
  /** By so many seconds the backend's machine is wrong about the date. */
  backendAheadS = 0;

  private constructor(
    readonly clock: VirtualClock,
    public at: BackendAtWork,
    private readonly seed: number,
    private readonly chores: Chores,
    private readonly startAgain: () => Promise<BackendAtWork>,
  ) {
    this.backend = new BackendEnd(at);
  }

  /** `seed`: of every network's accidents and every board's noise. `startSeconds`: when it begins, by the calendar. */
  static async start(seed: number, startSeconds = anyDay, dataDir = ":memory:", log?: Log): Promise<VirtualSite> {
    const clock = new VirtualClock(startSeconds);
    const chores = new Chores(clock);
    let aheadS = (): number => 0;
    const nowMs = () => (startSeconds + aheadS()) * 1000 + clock.uptimeMs();
    const begin = () => BackendAtWork.start({ dataDir, nowMs, every: chores.every, ...(log && { log }) });
    const site = new VirtualSite(clock, await begin(), seed, chores, begin);
    aheadS = () => site.backendAheadS;
    return site;
  }

  /** Stops the backend, does `meanwhile`, and starts another on what lies in its directory then; for the readers no time passes. */
  async restartBackend(meanwhile: () => Promise<void>): Promise<void> {
    const before = this.backend;
    await this.at.stop();
    await meanwhile();
    this.at = await this.startAgain();
    this.backend = new BackendEnd(this.at);
    for (const door of this.doors) if (door.end === before) door.end = this.backend;
  }

  /** Enrols a reader at the door of this name and switches it on; its network is good and leads to the backend. `pages`: flash that it has more of. */
  async door(name: string, pages: Partial<typeof regionPages> = {}, wire: Wire = "serial"): Promise<VirtualDoor> {
    const identity = await this.at.client.send<ReaderIdentity>("POST", paths.readers, { name: `${name} reader`, door: name });
    const door = new VirtualDoor(this.clock, identity, {
      end: this.backend,
      seed: this.seed * 100 + this.doors.length,
      pages,
      wire,
    });
    this.doors.push(door);
    return door;
  }

  /** Lets `ms` pass. */
  async pass(ms: number): Promise<void> {
    await this.passUntil(() => false, ms);
  }

  /** Lets time pass until `done` says so, at most `limitMs`. */
  async passUntil(done: () => boolean, limitMs: number): Promise<void> {
    const endMs = this.clock.uptimeMs() + limitMs;
    const stops = (): boolean => done() || !this.settled();
    while (this.clock.advanceUntil(stops, endMs - this.clock.uptimeMs())) {
      while (!this.settled()) await new Promise((next) => setImmediate(next));
      if (done()) return;
    }
    this.clock.advance(endMs - this.clock.uptimeMs());
  }

  async stop(): Promise<void> {
    for (const door of this.doors) door.reader.powerOff();
    await this.at.stop();
  }

  private settled(): boolean {
    return !this.chores.running && [this.backend, ...this.doors.map((door) => door.end)].every((end) => end.settled());
  }
}

/** What the backend does by itself, in the site's time: due again only when it is done, so that time that passes at a stretch has it once. */
class Chores {
  running = 0;

  constructor(private readonly clock: VirtualClock) {}

  readonly every: Every = (ms, run) => {
    const next = (): Timer => this.clock.after(ms, due);
    const due = (): void => {
      this.running++;
      void run().finally(() => {
        this.running--;
        if (timer) timer = next();
      });
    };
    let timer: Timer | undefined = next();
    return () => {
      this.clock.cancel(timer);
      timer = undefined;
    };
  };
}

/** One simulated reader, its network, and what is at the other end of that. */
export class VirtualDoor {
  readonly network: Network;
  readonly reader: SimulatedReader;
  /** Every frame that the reader has sent, and every one that was sent to it, in order. */
  readonly up: Bytes[] = [];
  readonly down: Bytes[] = [];
  end: FarEnd;

  constructor(
    private readonly clock: VirtualClock,
    readonly identity: ReaderIdentity,
    { end, seed, pages, wire }: { end: FarEnd; seed: number; pages: Partial<typeof regionPages>; wire: Wire },
  ) {
    this.end = end;
    this.network = new Network(clock, seededRandom(seed));
    this.network.far.listen((frame) => this.arrived(frame));
    this.reader = new SimulatedReader({ identity: provisioned(identity), clock, link: this.watched(), seed, pages, wire });
  }

  /** Datagrams that nobody asked for, from whoever is at the other end. */
  send(frame: Bytes): void {
    this.down.push(Uint8Array.from(frame));
    this.network.far.send(frame);
  }

  /** Holds `card` to the reader; it is taken away after `handMs`. */
  tap(card: string, handMs = 400): void {
    this.reader.tap(card);
    this.clock.after(handMs, () => this.reader.remove());
  }

  /** Nobody's answers go on once somebody else is there. */
  private arrived(frame: Bytes): void {
    const { end } = this;
    end.receive(frame, (answer) => end === this.end && this.send(answer));
  }

  private watched(): Link {
    const { near } = this.network;
    return {
      send: (frame) => {
        this.up.push(Uint8Array.from(frame));
        near.send(frame);
      },
      listen: (receive) => near.listen(receive),
    };
  }
}

/** The real backend: each frame is in the end either answered or counted as dropped. */
class BackendEnd implements FarEnd {
  private handed = 0;
  private answered = 0;

  constructor(private readonly at: BackendAtWork) {}

  receive(frame: Bytes, answer: (frame: Bytes) => void): void {
    this.handed++;
    const send = (sealed: Bytes): void => {
      if (sealed[1] !== poke) this.answered++;
      answer(sealed);
    };
    this.at.backend.services.gateway.receive(frame, { send });
  }

  settled(): boolean {
    if (this.handed === this.answered) return true;
    const { contacts, gateway } = this.at.backend.services;
    const tallies = [gateway.dropped, ...contacts.all().map((contact) => contact.dropped)];
    const dropped = tallies.flatMap((tally) => Object.values(tally)).reduce((sum, count) => sum + count, 0);
    return this.handed === this.answered + dropped;
  }
}

/** A reader as its backend made it. */
export function provisioned(identity: ReaderIdentity) {
  const { readerId, deviceKey, drbgSeed, provisionedAt } = identity;
  const keys = { readerId: fromHex(readerId), deviceKey: fromHex(deviceKey), drbgSeed: fromHex(drbgSeed) };
  return { ...keys, provisionedAt, backendHost: Uint8Array.of(127, 0, 0, 1), backendPort: 1, wifiName: "", wifiKey: "" };
}
