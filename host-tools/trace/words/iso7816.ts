/* ISO/IEC 7816-4: instructions (5.4.2, table 5) and status words (5.6, tables 6 and 7). */

export const instructions: Record<number, string> = {
  0x20: "VERIFY",
  0x82: "EXTERNAL AUTHENTICATE",
  0x84: "GET CHALLENGE",
  0x86: "GENERAL AUTHENTICATE",
  0x87: "GENERAL AUTHENTICATE",
  0x88: "INTERNAL AUTHENTICATE",
  0xa4: "SELECT",
  0xb0: "READ BINARY",
  0xb2: "READ RECORD",
  0xc0: "GET RESPONSE",
  0xca: "GET DATA",
  0xcb: "GET DATA",
  0xd6: "UPDATE BINARY",
  0xe2: "APPEND RECORD",
};

export const statusWords: Record<number, string> = {
  0x6283: "the selected file is deactivated",
  0x6300: "verification failed",
  0x6581: "memory failure",
  0x6700: "wrong length",
  0x6881: "logical channels are not supported",
  0x6982: "security status not satisfied",
  0x6983: "authentication is blocked",
  0x6984: "reference data cannot be used",
  0x6985: "conditions of use not satisfied",
  0x6986: "command not allowed: no file is selected",
  0x6987: "secure messaging data are missing",
  0x6988: "secure messaging data are wrong",
  0x6a80: "wrong data",
  0x6a81: "function not supported",
  0x6a82: "not found",
  0x6a83: "record not found",
  0x6a84: "not enough memory",
  0x6a86: "wrong P1 or P2",
  0x6a87: "length does not fit P1 and P2",
  0x6a88: "referenced data not found",
  0x6b00: "offset outside the file",
  0x6d00: "instruction not supported",
  0x6e00: "class not supported",
  0x6f00: "failed without a reason",
};

/** Application names (DF names) that a door meets, from the registrations that their owners published. */
export const applications: Record<string, string> = {
  d2760000850101: "NDEF tag application",
  d2760000850100: "DESFire",
  "325041592e5359532e4444463031": "payment cards' directory",
  f04c415443484b4559: "Latchkey on a phone",
  a000000909acce5501: "Aliro",
  a0000008580101: "Apple Home Key",
  a0000003964d66344d0002: "MIFARE Plus and DESFire virtual card",
};

/** Applications whose commands may be DESFire's, wrapped or native; in all others they are ISO/IEC 7816-4 or the application's own. */
export const desfireApplications = ["d2760000850101", "d2760000850100", "a0000003964d66344d0002"];

/** Elementary files of the NDEF tag application (NFC Forum Type 4 Tag, 4.2). */
export const files: Record<string, string> = {
  e103: "capability container",
  e104: "NDEF file",
  e105: "proprietary file",
};
