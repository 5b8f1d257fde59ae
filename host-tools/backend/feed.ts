import type { DirectoryChange } from "../api/events";

/** What the parts of the backend tell each other once it is committed. */
export interface Happenings {
  /** New events lie in the store. */
  ingested: undefined;
  /** Ids of events that were told before and have an owner now. */
  named: number[];
  /** Something about this reader (its row number) is new. */
  reader: number;
  change: DirectoryChange;
  /** This account is signed out on every device. */
  signedOut: number;
}

type Listener<K extends keyof Happenings> = (what: Happenings[K]) => void;

/** Hands on each happening to whoever listens now; keeps nothing. */
export class Feed {
  private readonly listeners = new Map<keyof Happenings, Set<Listener<never>>>();

  /** Returns the call that ends it. */
  on<K extends keyof Happenings>(kind: K, listener: Listener<K>): () => void {
    const set = this.listeners.get(kind) ?? new Set();
    this.listeners.set(kind, set.add(listener as Listener<never>));
    return () => void set.delete(listener as Listener<never>);
  }

  tell<K extends keyof Happenings>(kind: K, what: Happenings[K]): void {
    for (const listener of this.listeners.get(kind) ?? []) (listener as Listener<K>)(what);
  }
}
