import type { Link } from "../../../firmware/src/hal/link";
import type { ReaderIdentity } from "../../api/readers";

export type SignalName = "green" | "red" | "buzzer";

/** What the simulator's screen needs of a reader that runs in this page. */
export interface SimulatedReader {
  /** `uid:HEX`, `ntag213:HEX[:NDEFHEX]` … */
  tap(card: string): void;
  remove(): void;
  setContact(open: boolean): void;
  pressRex(): void;
  onRelay(run: (on: boolean, atMs: number) => void): void;
  onSignal(run: (signal: SignalName, on: boolean, atMs: number) => void): void;
  stop(): void;
}

export interface ReaderParts {
  identity: ReaderIdentity;
  link: Link;
}

export function startSimulatedReader(parts: ReaderParts): SimulatedReader {
  throw new Error(`not wired: ${parts.identity.readerId}`);
}
