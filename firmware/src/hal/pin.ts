/** A pin by its meaning: `true` is "relay energised", "light on"; the board's wiring sense is applied below. */
export interface OutputPin {
  set(on: boolean): void;
}

/** `true` is "contact open", "button pressed", "case opened". `watch` names the one listener, called on each edge. */
export interface InputPin {
  get(): boolean;
  watch(changed: (on: boolean) => void): void;
}
