/*
 * The chosen board, as the bundler hands it to espruino/: each leaf of board-configs/NAME.json as one constant,
 * undefined where the board has no such leaf, so that the minifier drops what other boards need.
 */
declare module "latchkey:board" {
  export const name: string;
  /** major << 16 | minor << 8 | patch of this bundle. */
  export const versionNumber: number;
  export const version: string;
  export const frontEndBus: "serial" | "spi" | "i2c";
  export const frontEndPort: string;
  export const frontEndSck: string;
  export const frontEndMosi: string;
  export const frontEndMiso: string;
  export const frontEndCs: string;
  export const frontEndSda: string;
  export const frontEndScl: string;
  export const frontEndIrq: string | undefined;
  export const frontEndBaud: number;
  export const frontEndFastBaud: number | undefined;
  export const frontEndPath: string | undefined;
  export const frontEndReset: string | undefined;
  export const doorKind: "pins" | "serial";
  export const doorPort: string;
  export const doorBaud: number;
  export const doorPath: string | undefined;
  export const doorKeypad: boolean | undefined;
  export const keypadD0: string | undefined;
  export const keypadD1: string;
  export const doorRelayPin: string;
  export const doorRelayActiveLow: boolean;
  export const doorGreenPin: string | undefined;
  export const doorGreenActiveLow: boolean;
  export const doorRedPin: string | undefined;
  export const doorRedActiveLow: boolean;
  export const doorBuzzerPin: string | undefined;
  export const doorBuzzerActiveLow: boolean;
  export const doorContactPin: string | undefined;
  export const doorContactActiveLow: boolean;
  export const doorContactPull: string | undefined;
  export const doorRexPin: string | undefined;
  export const doorRexActiveLow: boolean;
  export const doorRexPull: string | undefined;
  export const doorTamperPin: string | undefined;
  export const doorTamperActiveLow: boolean;
  export const doorTamperPull: string | undefined;
  export const uplinkKind: "udp" | "wifi" | "w5500" | "serial";
  export const uplinkPort: string;
  export const uplinkBaud: number;
  export const uplinkSpi: string;
  export const uplinkSck: string;
  export const uplinkMosi: string;
  export const uplinkMiso: string;
  export const uplinkCs: string;
  export const frontEndRx: string | undefined;
  export const frontEndTx: string | undefined;
  export const flashSpiBus: string | undefined;
  export const flashSpiSck: string;
  export const flashSpiMosi: string;
  export const flashSpiMiso: string;
  export const flashSpiCs: string;
  export const credentialsKeys: boolean;
  export const credentialsDesfireEv1: boolean;
  export const credentialsPhone: boolean;
  export const memoryBlocks: number | undefined;
  export const consolePort: string;
  export const consoleUnlock: boolean;
  export const flashPageBytes: number;
  export const flashRegionsIdentityAddress: number;
  export const flashRegionsIdentityPages: number;
  export const flashRegionsStateAddress: number;
  export const flashRegionsStatePages: number;
  export const flashRegionsSettingsAddress: number;
  export const flashRegionsSettingsPages: number;
  export const flashRegionsJournalAddress: number;
  export const flashRegionsJournalPages: number;
  export const flashRegionsGrantsAddress: number;
  export const flashRegionsGrantsPages: number;
}

/* Code that is read from flash when it is first asked for (host-tools/flash/bundle/overlays.ts). */
declare module "latchkey:overlays" {
  /** Lets every overlay go that nothing keeps; what is asked for again is read again. */
  export function leaveOverlays(): void;
  /** How many there may be, and what their check values make together (host-tools/flash/bundle/overlay-sum). */
  export const overlayCount: number;
  export const overlaySum: number;
}
