/** Bytes put one after the other, little-endian unless said otherwise. */
export class ByteWriter {
  private readonly parts: number[] = [];

  get length(): number {
    return this.parts.length;
  }

  u8(value: number): this {
    this.parts.push(value & 0xff);
    return this;
  }

  u16(value: number): this {
    return this.u8(value).u8(value >>> 8);
  }

  u32(value: number): this {
    return this.u16(value).u16(value >>> 16);
  }

  u16be(value: number): this {
    return this.u8(value >>> 8).u8(value);
  }

  bytes(bytes: Uint8Array): this {
    for (const byte of bytes) this.parts.push(byte);
    return this;
  }

  /** Zeros up to the next multiple of four. */
  pad(): this {
    while (this.parts.length % 4 !== 0) this.parts.push(0);
    return this;
  }

  whole(): Uint8Array {
    return Uint8Array.from(this.parts);
  }
}
