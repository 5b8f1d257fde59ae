/*
 * Published numbers for whoever writes cards, and for addresses that change: AN12196 (NTAG 424 DNA) by its tables, AN12343
 * (DESFire Light, EV2 messaging) by its pages.
 */
const zeroKey = "00000000000000000000000000000000";
const first = { enc: "1309c877509e5a215007ff0ed19ca564", mac: "4c6626f5e72ea694202139295c7a7fc7", ti: "9d00c4df" };
const second = { enc: "4cf3cb41a22583a61e89b158d252fc53", mac: "5529860b2fc5fb6154b7f28361d30bf9", ti: "7614281a" };
const light = { enc: zeroKey, mac: "9366fa195eb566f5bd2bad4020b83002", ti: "e2d3af69" };

/** One command of a session and its answer; `answered` undefined: the command ended the session. `comm`: 1 MAC, 3 full. */
export const writeVectors = [
  {
    source: "AN12196 table 17, WriteData",
    ...first, counter: 0, code: 0x8d, comm: 3, header: "02000000800000",
    data:
      "0051d1014d550463686f6f73652e75726c2e636f6d2f6e7461673432343f653d3030303030303030303030303030303030303030303030303030303030303030" +
      "26633d30303030303030303030303030303030" + "00".repeat(45),
    tail: "",
    sent:
      "02000000800000421c73a27d827658af481fdff20a5025b559d0e3aa21e58d347f343cffc768bfe596c706bc00f2176781d4b0242642a0ff5a42c461aaf894d9" +
      "a1284b8c76bcfa658acd40555d362e08db15cf421b51283f9064bcbe20e96cae545b407c9d651a3315b27373772e5da2367d2064ae054af996c6f1f669170fa8" +
      "8ce8c4e3a4a7bbbef0fd971ff532c3a802af745660f2b4d1d9a8499661ebf3",
    answered: "fc222e5f7a542452",
  },
  {
    source: "AN12196 table 18, ChangeFileSettings",
    ...first, counter: 1, code: 0x5f, comm: 3, header: "02", data: "4000e0c1f121200000430000430000", tail: "",
    sent: "0261b6d97903566e84c3ae5274467e89ead799b7c1a0ef7a04", answered: "57bff87b1241e93d",
  },
  {
    source: "AN12196 section 6.12, WriteData",
    enc: "7a93d6571e4b180fca6ac90c9a7488d4", mac: "fc4af159b62e549b5812394cab1918cc", ti: "7614281a",
    counter: 0, code: 0x8d, comm: 3, header: "030000000a0000", data: "0102030405060708090a", tail: "",
    sent: "030000000a00006b5e6804909962fc4e3ff5522cf0f8436c0c53315b9c73aa", answered: "c26d236e4a7c046d",
  },
  {
    source: "AN12196 table 25, ChangeKey of another key",
    ...second, counter: 2, code: 0xc4, comm: 3, header: "02", data: "f3847d627727ed3bc9c4cc050489b96601", tail: "789dfadc",
    sent: "022cf362b7bf4311ff3be1daa295e8c68de09050560d19b9e16c2393ae9cd1fac75d0ce20bcd1d06e6", answered: "203bb55d1089d587",
  },
  {
    source: "AN12196 table 26, ChangeKey of the session's own key",
    ...second, counter: 3, code: 0xc4, comm: 3, header: "00", data: "5004bf991f408672b1ef00f08f9e864701", tail: "",
    sent: "00c0eb4deefeddf0b513a03a95a75491818580503190d4d05053ff75668a01d6fda6610234bded6432", answered: undefined,
  },
  {
    source: "AN12343 page 54, WriteData with a MAC",
    ...light, counter: 0, code: 0x8d, comm: 1, header: "00000000190000", data: "22".repeat(25), tail: "",
    sent: `00000000190000${"22".repeat(25)}68f2c28c575a1628`, answered: "0820f68898c2a7f1",
  },
  {
    source: "AN12343 page 54, ReadData with a MAC",
    ...light, counter: 1, code: 0xad, comm: 1, header: "00000000300000", data: "", tail: "",
    sent: "000000003000000d9be191d5960834", answered: `${"22".repeat(25)}${"00".repeat(23)}a49a44222d926666`,
  },
];

/** Session keys alone: AN12343 pages 33 to 35. */
export const lightKeys = {
  key: zeroKey, rndA: "b04d0787c93ee0cc8cacc8e86f16c6fe", rndB: "fa659ad0dca738dd65dc7dc38612ad81",
  enc: "63dc07286289a7a6c0334ca31c314a04", mac: "774f26743ece6af5033b6ae8522946f6",
};

/** Keys of one reading: AN12196 table 1. */
export const sunKeys = {
  key: "5ace7e50ab65d5d51fd5bf5a16b8205b", uid: "04c767f2066180", counter: 1,
  enc: "66da61797e23deca5d8eca13bbadf7a9", mac: "3a3e8110e05311f7a3fcf0d969bf2b48",
};

/** Whole readings under keys of zeros; `picc` undefined: the tag shows UID and counter openly. */
export const sunReadings = [
  { source: "AN12196 tables 2 and 4", picc: "ef963ff7828658a599f3041510671e88", clear: "c704de5f1eacc0403d0000da5cf60941", uid: "04de5f1eacc040", counter: 61, mac: "94eed9ee65337086" },
  {
    source: "AN12196 table 5", picc: "fd91ec264309878be6345cbe53badf40", clear: undefined, uid: "04958caa5c5e80", counter: 8,
    mac: "ecc1e7f6c6c73bf6", hidden: "cee9a53e3e463ef1f459635736738962",
  },
  { source: "AN12196, UID and counter open", picc: undefined, clear: undefined, uid: "041e3c8a2d6b80", counter: 6, mac: "4b00064004b0b3d3" },
];
