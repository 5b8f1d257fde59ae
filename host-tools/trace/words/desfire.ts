/*
 * Commands and status codes of MIFARE DESFire, as NXP's public data sheets name them (MF3D(H)x3, tables of commands and of
 * status codes); NTAG 424 DNA (NT4H2421Gx, 10 and 9.2) knows the ones that it has by the same codes.
 * Native frames begin with the code, or answer with the status; wrapped ones are 90 code 00 00 [length data] 00 and end in
 * 91 status.
 */

/** How the words after a command's name come from its parameters. */
export type Detail = "application" | "key" | "file" | "range" | "none" | "bytes";

export const commands: Record<number, [name: string, detail: Detail]> = {
  0x0a: ["Authenticate", "key"],
  0x0c: ["Credit", "file"],
  0x1a: ["AuthenticateISO", "key"],
  0x1c: ["LimitedCredit", "file"],
  0x3b: ["WriteRecord", "range"],
  0x3c: ["Read_Sig", "none"],
  0x3d: ["WriteData", "range"],
  0x45: ["GetKeySettings", "none"],
  0x51: ["GetCardUID", "none"],
  0x54: ["ChangeKeySettings", "bytes"],
  0x5a: ["SelectApplication", "application"],
  0x5c: ["SetConfiguration", "bytes"],
  0x5f: ["ChangeFileSettings", "file"],
  0x60: ["GetVersion", "none"],
  0x61: ["GetISOFileIDs", "none"],
  0x64: ["GetKeyVersion", "key"],
  0x6a: ["GetApplicationIDs", "none"],
  0x6c: ["GetValue", "file"],
  0x6d: ["GetDFNames", "none"],
  0x6e: ["FreeMemory", "none"],
  0x6f: ["GetFileIDs", "none"],
  0x71: ["AuthenticateEV2First", "key"],
  0x77: ["AuthenticateEV2NonFirst", "key"],
  0x8d: ["WriteData", "range"],
  0xa7: ["AbortTransaction", "none"],
  0xaa: ["AuthenticateAES", "key"],
  0xad: ["ReadData", "range"],
  0xaf: ["more of it", "bytes"],
  0xbb: ["ReadRecords", "range"],
  0xbd: ["ReadData", "range"],
  0xc0: ["CreateCyclicRecordFile", "file"],
  0xc1: ["CreateLinearRecordFile", "file"],
  0xc4: ["ChangeKey", "key"],
  0xc7: ["CommitTransaction", "none"],
  0xca: ["CreateApplication", "application"],
  0xcb: ["CreateBackupDataFile", "file"],
  0xcc: ["CreateValueFile", "file"],
  0xcd: ["CreateStdDataFile", "file"],
  0xda: ["DeleteApplication", "application"],
  0xdc: ["Debit", "file"],
  0xdf: ["DeleteFile", "file"],
  0xeb: ["ClearRecordFile", "file"],
  0xf5: ["GetFileSettings", "file"],
  0xf6: ["GetFileCounters", "file"],
  0xfc: ["FormatPICC", "none"],
};

/** 0x00 and 0xaf are no errors. */
export const statusCodes: Record<number, string> = {
  0x0c: "NO_CHANGES",
  0x0e: "OUT_OF_EEPROM_ERROR",
  0x1c: "ILLEGAL_COMMAND_CODE",
  0x1e: "INTEGRITY_ERROR",
  0x40: "NO_SUCH_KEY",
  0x7e: "LENGTH_ERROR",
  0x97: "CRYPTO_ERROR",
  0x9d: "PERMISSION_DENIED",
  0x9e: "PARAMETER_ERROR",
  0xa0: "APPLICATION_NOT_FOUND",
  0xa1: "APPL_INTEGRITY_ERROR",
  0xad: "AUTHENTICATION_DELAY",
  0xae: "AUTHENTICATION_ERROR",
  0xbe: "BOUNDARY_ERROR",
  0xc1: "PICC_INTEGRITY_ERROR",
  0xca: "COMMAND_ABORTED",
  0xcd: "PICC_DISABLED_ERROR",
  0xce: "COUNT_ERROR",
  0xde: "DUPLICATE_ERROR",
  0xee: "EEPROM_ERROR",
  0xf0: "FILE_NOT_FOUND",
  0xf1: "FILE_INTEGRITY_ERROR",
};
export const done = 0x00;
export const moreFollows = 0xaf;
/** Commands that open an authentication: what the card sends and gets until it is done are challenges. */
export const authentications: number[] = [0x0a, 0x1a, 0xaa, 0x71, 0x77];
