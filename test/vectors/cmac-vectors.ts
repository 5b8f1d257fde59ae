/** RFC 4493 section 4 (AES-128) and NIST SP 800-38B examples (AES-256), all over prefixes of one message. */
const message =
  "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51" +
  "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710";
const rfc = "2b7e151628aed2a6abf7158809cf4f3c";
const nist256 = "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4";

const rows: [string, string, number, string][] = [
  ["RFC 4493", rfc, 0, "bb1d6929e95937287fa37d129b756746"],
  ["RFC 4493", rfc, 16, "070a16b46b4d4144f79bdd9dd04a287c"],
  ["RFC 4493", rfc, 40, "dfa66747de9ae63030ca32611497c827"],
  ["RFC 4493", rfc, 64, "51f0bebf7e3b9d92fc49741779363cfe"],
  ["SP 800-38B", nist256, 0, "028962f61b7bf89efc6b551f4667d983"],
  ["SP 800-38B", nist256, 16, "28a7023f452e8f82bd4bf28d8c37c35c"],
  ["SP 800-38B", nist256, 40, "aaf3d8f1de5640c232f5b169b9c911e6"],
  ["SP 800-38B", nist256, 64, "e1992190549f6ed5696a2c056c315410"],
];

/* Written so that the interpreter on the chip can run it too. */
export const cmacVectors = rows.map((row) => ({
  source: row[0],
  key: row[1],
  length: row[2],
  message: message.substring(0, row[2] * 2),
  tag: row[3],
}));
