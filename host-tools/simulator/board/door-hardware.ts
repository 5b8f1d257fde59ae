import type { InputPin, OutputPin } from "../../../firmware/src/hal/pin";

export type Line = "relay" | "green" | "red" | "buzzer" | "contact" | "rex" | "tamper";

/** One edge of one wire at the door, with the time it happened. */
export interface Edge {
  atMs: number;
  line: Line;
  on: boolean;
}

/** The wires of a door: what the reader drives can be watched, what it watches can be driven. */
export class DoorHardware {
  /** Every edge since power-on, oldest first, at most `edgesMax`: older ones fall off. */
  readonly edges: Edge[] = [];
  readonly relay = this.output("relay");
  readonly green = this.output("green");
  readonly red = this.output("red");
  readonly buzzer = this.output("buzzer");
  readonly contact = this.input("contact");
  readonly rex = this.input("rex");
  readonly tamper = this.input("tamper");
  private readonly levels = new Map<Line, boolean>();
  private readonly watchers = new Map<Line, (on: boolean) => void>();
  private readonly listeners: ((edge: Edge) => void)[] = [];

  constructor(
    private readonly nowMs: () => number,
    private readonly edgesMax = 10000,
  ) {}

  isOn(line: Line): boolean {
    return this.levels.get(line) ?? false;
  }

  /** Moves a wire from the door's side: the contact opens, a finger presses the exit button. */
  drive(line: "contact" | "rex" | "tamper", on: boolean): void {
    if (this.isOn(line) === on) return;
    this.note(line, on);
    this.watchers.get(line)?.(on);
  }

  onEdge(listen: (edge: Edge) => void): void {
    this.listeners.push(listen);
  }

  /** Power is gone: whatever was energised falls off, and nobody listens any more. */
  powerOff(): void {
    for (const line of ["relay", "green", "red", "buzzer"] as const) if (this.isOn(line)) this.note(line, false);
    this.watchers.clear();
  }

  private output(line: Line): OutputPin {
    return {
      set: (on) => {
        if (this.isOn(line) !== on) this.note(line, on);
      },
    };
  }

  private input(line: Line): InputPin {
    return { get: () => this.isOn(line), watch: (changed) => void this.watchers.set(line, changed) };
  }

  private note(line: Line, on: boolean): void {
    this.levels.set(line, on);
    const edge = { atMs: this.nowMs(), line, on };
    this.edges.push(edge);
    if (this.edges.length > this.edgesMax) this.edges.shift();
    for (const listen of this.listeners) listen(edge);
  }
}
