module.exports = {
  testMatch: ["<rootDir>/test/**/*.test.ts"],
  testEnvironment: "node",
  /* A limit against hanging, not on speed: the machine may be slow and busy. */
  testTimeout: 120_000,
  transform: { "\\.(ts|tsx|mjs|js)$": "<rootDir>/test/support/esbuild-transformer.cjs" },
  /* Packages published as ES modules only. */
  transformIgnorePatterns: ["/node_modules/(?!(@noble|hono|@hono|preact|@preact|kysely)/)"],
  modulePathIgnorePatterns: ["<rootDir>/build/"],
};
