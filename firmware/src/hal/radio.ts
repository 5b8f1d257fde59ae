/**
 * A board's way onto its wireless network. `connect` starts one try; `done` may come never, late or twice. `leave` ends whatever is under way.
 * `onLost` names the one listener, told when the network is gone, also in the middle of a try and more than once.
 */
export interface Radio {
  connect(done: (failed: boolean) => void): void;
  leave(): void;
  onLost(run: () => void): void;
}
