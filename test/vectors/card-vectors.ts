/*
 * Published numbers for cards that authenticate, written so that the interpreter on the chip can run them too.
 * AN12196: NTAG 424 DNA features and hints, tables by their numbers in revision 2.0. AN12343: the same for DESFire Light
 * (EV2 messaging), with the numbers that NXP's own forum confirms for its section 8.1.3.
 */
const zeroKey = "00000000000000000000000000000000";

/** AuthenticateEV2First: everything on the wire and both session keys. */
export const ev2Vectors = [
  {
    source: "AN12196 table 14",
    key: zeroKey,
    rndA: "13c5db8a5930439fc3def9a4c675360f",
    challenge: "a04c124213c186f22399d33ac2a30215",
    rndB: "b9e2fc789b64bf237cccaa20ec7e6e48",
    token: "35c3e05a752e0144bac0de51c1f22c56b34408a23d8aea266cab947ea8e0118d",
    proof: "3fa64db5446d1f34cd6ea311167f5e4985b89690c04a05f17fa7ab2f08120663",
    ti: "9d00c4df",
    vector: "a55a0001008013c56268a548d8fbbf237cccaa20ec7e6e48c3def9a4c675360f",
    enc: "1309c877509e5a215007ff0ed19ca564",
    mac: "4c6626f5e72ea694202139295c7a7fc7",
  },
  {
    source: "AN12196 section 6.10",
    key: zeroKey,
    rndA: "b98f4c50cf1c2e084fd150e33992b048",
    challenge: "b875ceb0e66a6c5cd00898dc371f92d1",
    rndB: "91517975190dcea6104948efa3085c1b",
    token: "ff0306e47dfbc50087c4d8a78e88e62de1e8be457aa477c707e2f0874916a8b1",
    proof: "0cc9a8094a8eea683ecaac5c7bf20584206d0608d477110fc6b3d5d3f65c3a6a",
    ti: "7614281a",
    vector: "a55a00010080b98fdd01b6693705cea6104948efa3085c1b4fd150e33992b048",
    enc: "7a93d6571e4b180fca6ac90c9a7488d4",
    mac: "fc4af159b62e549b5812394cab1918cc",
  },
];

/** Secure messaging: what is sent and what a good answer holds. `comm`: 1 MAC, 3 full. */
export const messageVectors = [
  {
    source: "AN12196 table 13, GetFileSettings",
    enc: zeroKey,
    mac: "8248134a386e86eb7faf54a52e536cb6",
    ti: "7a21085e",
    comm: 1,
    code: 0xf5,
    header: "02",
    sent: "026597a457c8cd442c",
    answer: "0040eeee000100d1fe001f00004400004400002000006a00002a474282e7a47986",
    content: "0040eeee000100d1fe001f00004400004400002000006a0000",
  },
  {
    source: "AN12196 table 28, GetCardUID",
    enc: "2b4d963c014dc36f24f69a50a394f875",
    mac: "379d32130ce61705dd5fd8c36b95d764",
    ti: "df055522",
    comm: 3,
    code: 0x51,
    header: "",
    sent: "8e2c155adda99be3",
    answer: "70756055688505b52a5e26e59e329cd6595f672298ea41b7",
    content: "04958caa5c5e80",
  },
  {
    source: "AN12343 pages 15 to 17, GetCardUID",
    enc: "c1d7bd9f60034d8432f9af3403d573d0",
    mac: "fd9e26c9766f07c1d07106c0f8f3671f",
    ti: "569d4b24",
    comm: 3,
    code: 0x51,
    header: "",
    sent: "5ca9ef7c912a391b",
    answer: "cdffbf6d34231da2789da9d3ab15d560ce75e39edbe94c2f",
    content: "04de5f1eacc040",
  },
];

/** A command's MAC as a DESFire Light takes it: AN12343 8.1.3, numbers from community.nxp.com, thread 929654. */
export const lightVector = {
  mac: "2d9377f5caaa1d53935454806b170723",
  message: "8d0000fbcf7bcf0000000005000077a2fd1b2bc19ec917b26d17694b6844",
  tag: "cd3177470834c634",
};

/** AES-128 diversification: AN10922 2.2.1. */
export const diversifyVector = {
  master: "00112233445566778899aabbccddeeff",
  uid: "04782e21801d80",
  application: "3042f5",
  system: "4e585020416275",
  key: "a8dd63a3b89d54b37ca802473fda9175",
};

/** SP 800-38A, F.1 and F.2: four blocks under AES-128 and AES-256. */
const text =
  "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51" +
  "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710";
const key128 = "2b7e151628aed2a6abf7158809cf4f3c";
const key256 = "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4";
export const modeVectors = {
  text: text,
  iv: "000102030405060708090a0b0c0d0e0f",
  ecb: [
    {
      key: key128,
      out:
        "3ad77bb40d7a3660a89ecaf32466ef97f5d3d58503b9699de785895a96fdbaaf" +
        "43b1cd7f598ece23881b00e3ed0306887b0c785e27e8ad3f8223207104725dd4",
    },
    {
      key: key256,
      out:
        "f3eed1bdb5d2a03c064b5a7e3db181f8591ccb10d410ed26dc5ba74a31362870" +
        "b6ed21b99ca6f4f9f153e7b1beafed1d23304b7a39f9f3ff067d8d8f9e24ecc7",
    },
  ],
  cbc: [
    {
      key: key128,
      out:
        "7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678b2" +
        "73bed6b8e3c1743b7116e69e222295163ff1caa1681fac09120eca307586e1a7",
    },
    {
      key: key256,
      out:
        "f58c4c04d6e5f1ba779eabfb5f7bfbd69cfc4e967edb808d679f777bc6702c7d" +
        "39f23369a9d9bacfa530e26304231461b2eb05e2c39be9fcda6c19078c6a9d1b",
    },
  ],
};

/** FIPS 180, the examples for SHA-256: the short ones, */
export const hashVectors = [
  { message: "616263", hash: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
  {
    message: "6162636462636465636465666465666765666768666768696768696a68696a6b696a6b6c6a6b6c6d6b6c6d6e6c6d6e6f6d6e6f706e6f7071",
    hash: "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
  },
  { message: "", hash: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
];

/** and the long one, a million times "a": for the host alone, a chip has no room for it. */
export const longHashVector = { letter: "a", times: 1_000_000, hash: "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0" };
