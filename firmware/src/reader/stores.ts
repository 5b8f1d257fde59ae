import type { Drbg } from "../crypto/drbg";
import type { State } from "../store/state";
import type { Identity } from "../wire/identity";
import type { Settings } from "../wire/settings";
import type { Board } from "./board";
import { createDrbg } from "../crypto/drbg";
import { chainKeyOf } from "../crypto/kdf";
import { Grants } from "../store/grants";
import { Journal } from "../store/journal";
import { JournalChain } from "../store/journal-chain";
import { epochTold } from "../store/journal-page";
import { SettingsStore } from "../store/settings";
import { openState } from "../store/state";
import { policyKeepNewest } from "../wire/settings";

/** Everything of this reader that lies on flash, opened and recovered. */
export interface Stores {
  settingsStore: SettingsStore;
  /** In force; replaced whole when the backend sends others. */
  settings: Settings;
  state: State;
  random: Drbg;
  journal: Journal;
  grants: Grants;
}

/** The boot epoch has risen on flash and the generator's seed is renewed there before anything uses either. */
export function openStores(board: Board, identity: Identity): Stores {
  const native = board.native;
  const settingsStore = new SettingsStore(board.flash.settings, native);
  const settings = settingsStore.open();
  const state = openState(board.flash.state, native, identity, () => epochTold(board.flash.journal, native), board.carryTries);
  const journal = new Journal(board.flash.journal, native, state.epoch, (settings.policies & policyKeepNewest) !== 0);
  journal.chain = new JournalChain(board.cipher, chainKeyOf(board.cipher, identity.deviceKey));
  return {
    settingsStore: settingsStore,
    settings: settings,
    state: state,
    random: createDrbg({
      cipher: board.cipher,
      seed: state.seed,
      epoch: state.epoch,
      noise: board.entropy.noise(),
      persist(seed) {
        state.seed = seed;
        state.save();
      },
    }),
    journal: journal,
    grants: new Grants(board.flash.grants, native),
  };
}
