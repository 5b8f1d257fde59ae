/* Jest asks for CommonJS; esbuild turns TypeScript and the ESM-only packages into it without type work. */
const { transformSync } = require("esbuild");
const { createHash } = require("node:crypto");
const loaderOf = (file) => (file.endsWith(".tsx") ? "tsx" : file.endsWith(".ts") ? "ts" : "js");
module.exports = {
  getCacheKey: (source, file) => createHash("sha1").update(source).update(file).update("1").digest("hex"),
  process: (source, file) => ({
    code: transformSync(source, {
      loader: loaderOf(file), format: "cjs", target: "node20", sourcemap: "inline", sourcefile: file,
      jsx: "automatic", jsxImportSource: "preact",
    }).code,
  }),
};
