import tseslint from "typescript-eslint";

/* The chip's dialect, shown in the editor; the bundle's gate (host-tools/flash/bundle/gate) has the last word. */
const dialect = [
  ["AwaitExpression, FunctionDeclaration[async=true], ArrowFunctionExpression[async=true]", "The chip has no async: use a callback or a state machine."],
  ["YieldExpression", "The chip has no generators."],
  ["SpreadElement, RestElement", "The chip has no spread or rest."],
  ["ObjectPattern, ArrayPattern", "The chip has no destructuring."],
  ["AssignmentPattern", "The chip has no default values."],
  ["ChainExpression", "The chip has no optional chaining."],
  ["LabeledStatement", "The chip has no labels."],
  ["TaggedTemplateExpression", "The chip has no tagged templates."],
  ["PropertyDefinition[value!=null]", "Class fields are shared between instances on the chip: assign in the constructor."],
  ["TSParameterProperty", "Assign in the constructor: what is read is what runs."],
  ["TSEnumDeclaration", "Use constants of a module: they inline."],
  ["Property[computed=true]", "The chip has no computed keys."],
  ["BinaryExpression[operator='**']", "Math.pow is inexact on the chip."],
  ["AssignmentExpression[operator=/^(\\|\\||&&|\\?\\?|\\*\\*)=$/]", "The chip has no such assignment."],
  ["MemberExpression[property.name='slice']", "slice gives a plain array on the chip: use subarray or copy."],
].map(([selector, message]) => ({ selector, message }));

const timeAndChance = [
  ["Date", "now", "Time comes through a Clock."],
  ["Math", "random", "Chance comes through Entropy or a seeded generator."],
].map(([object, property, message]) => ({ object, property, message }));

export default tseslint.config(
  { ignores: ["build/**", "node_modules/**"] },
  ...tseslint.configs.recommended,
  {
    rules: {
      "@typescript-eslint/no-unused-vars": ["error", { caughtErrors: "none", argsIgnorePattern: "^_" }],
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/consistent-type-imports": "error",
      "no-console": "off",
      eqeqeq: ["error", "always", { null: "ignore" }],
    },
  },
  {
    files: ["firmware/src/**/*.ts"],
    rules: {
      "no-restricted-syntax": ["error", ...dialect],
      "no-restricted-properties": ["error", ...timeAndChance],
      "no-loop-func": "error",
      "no-empty": "off",
      "default-case-last": "error",
    },
  },
  { files: ["firmware/lib/**"], rules: { "no-var": "off", "@typescript-eslint/no-empty-object-type": "off", "@typescript-eslint/no-unsafe-function-type": "off", "@typescript-eslint/no-misused-new": "off" } },
  {
    files: ["host-tools/{trace,simulator,api,keys}/**/*.ts", "host-tools/hal/{native,parts}.ts"],
    rules: {
      "no-restricted-properties": ["error", ...timeAndChance],
      "no-restricted-globals": ["error", "setTimeout", "setInterval", "process", "Buffer", "window", "document"],
    },
  },
  /* `require` is the interpreter's own way to its builtins. */
  { files: ["firmware/src/espruino/**", "test/chip/rooms/**", "test/bench/on-chip/**"], rules: { "@typescript-eslint/no-require-imports": "off" } },
  { files: ["**/*.cjs"], rules: { "@typescript-eslint/no-require-imports": "off" }, languageOptions: { globals: { require: "readonly", module: "writable" } } },
);
