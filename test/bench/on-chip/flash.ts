import * as config from "latchkey:board";
import { chipRegion } from "../../../firmware/src/espruino/flash";

const pageBytes = config.flashPageBytes;

/** A reader's parts of flash, where the board's file says. */
export const flash = {
  identity: chipRegion(config.flashRegionsIdentityAddress, pageBytes, config.flashRegionsIdentityPages),
  state: chipRegion(config.flashRegionsStateAddress, pageBytes, config.flashRegionsStatePages),
  settings: chipRegion(config.flashRegionsSettingsAddress, pageBytes, config.flashRegionsSettingsPages),
  journal: chipRegion(config.flashRegionsJournalAddress, pageBytes, config.flashRegionsJournalPages),
  grants: chipRegion(config.flashRegionsGrantsAddress, pageBytes, config.flashRegionsGrantsPages),
};
