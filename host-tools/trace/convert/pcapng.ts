/*
 * Numbers of pcapng (draft-ietf-opsawg-pcapng, 4 and 3.5) and of its link type for ISO/IEC 14443
 * (LINKTYPE_ISO_14443: version 0, event, length of the frame as two bytes with the high one first, frame).
 */
export const linkTypeIso14443 = 264;

export const block = { section: 0x0a0d0d0a, interface: 1, simplePacket: 3, packet: 6 } as const;
export const byteOrderMagic = 0x1a2b3c4d;
export const option = { end: 0, comment: 1, application: 4, resolution: 9, offset: 14 } as const;
/** Magic numbers of the older format, pcap, in either order and with micro- or nanoseconds. */
export const olderMagics = [0xa1b2c3d4, 0xd4c3b2a1, 0xa1b23c4d, 0x4d3cb2a1];

/** Events of the pseudo-header; "dropped": the capturing device took the CRC away. */
export const event = {
  fromCard: 0xff,
  fromReader: 0xfe,
  fieldOff: 0xfd,
  fieldOn: 0xfc,
  fromCardDropped: 0xfb,
  fromReaderDropped: 0xfa,
} as const;
export const pseudoHeaderBytes = 4;

/** What begins a comment that carries a line of ours whole: header or verdict. */
export const ownLine = "latchkey-trace ";
/** What begins a comment that says how many bits of the last byte were sent. */
export const bitsWord = "bits: ";
