const noRoomCodes = ["ENOSPC", "EDQUOT", "EFBIG"];
const otherCodes = ["EROFS", "EACCES", "EPERM", "EIO"];
/* Of SQLite: FULL, and IOERR_WRITE, which is what it says of a quota. */
const sqliteFull = 13;
const sqliteCannotWrite = 778;
/* READONLY, IOERR, CANTOPEN; extended codes carry them in their lower byte. */
const sqliteOthers = [8, 10, 14];

/* CORRUPT and NOTADB. */
const sqliteDamaged = [11, 26];

interface Told {
  code?: string;
  errcode?: number;
  sqliteExtendedCode?: number;
}

/** Whether something could not be written for want of room. */
export function isNoRoom(error: unknown): error is Error {
  const { code = "", errcode, sqliteExtendedCode } = error as Told;
  return noRoomCodes.includes(code) || errcode === sqliteFull || sqliteExtendedCode === sqliteCannotWrite;
}

/** Whether it was the disk or the right to it that failed, and no defect of ours. */
export function isDiskTrouble(error: unknown): error is Error {
  const { code = "", errcode = 0 } = error as Told;
  return isNoRoom(error) || otherCodes.includes(code) || sqliteOthers.includes(errcode & 0xff);
}

/** Whether the database itself is not as SQLite wrote it. */
export function isDamaged(error: unknown): error is Error {
  return sqliteDamaged.includes(((error as Told).errcode ?? 0) & 0xff);
}
