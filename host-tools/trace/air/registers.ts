/** The registers that say how InCommunicateThru puts bytes on the air (UM0701-02, 8.6.22), followed through a trace. */
const txMode = 0x6302;
const rxMode = 0x6303;
const bitFraming = 0x633d;
const crcEnabled = 0x80;
const lastBitsMask = 7;
/** Speed and framing; zero is type A at 106 kbit/s. */
const speedAndFraming = 0x73;

export class RawMode {
  private readonly values = new Map<number, number>();

  constructor() {
    this.activated();
  }

  /** A listing leaves them so. */
  activated(): void {
    this.values.set(txMode, crcEnabled).set(rxMode, crcEnabled).set(bitFraming, 0);
  }

  /** Parameters of WriteRegister: address of two bytes, value, and so on. */
  write(p: Uint8Array): void {
    for (let i = 0; i + 2 < p.length; i += 3) this.values.set((p[i]! << 8) | p[i + 1]!, p[i + 2]!);
  }

  get addsCrc(): boolean {
    return (this.values.get(txMode)! & crcEnabled) !== 0;
  }

  get takesCrc(): boolean {
    return (this.values.get(rxMode)! & crcEnabled) !== 0;
  }

  /** Frames of other technologies are none of ISO/IEC 14443-3 type A. */
  get typeA(): boolean {
    return (this.values.get(txMode)! & speedAndFraming) === 0;
  }

  /** Bits of the last byte; 0: all. */
  get lastBits(): number {
    return this.values.get(bitFraming)! & lastBitsMask;
  }
}
