import { readFileSync, existsSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import { transform } from "esbuild";
import { rollup, type OutputChunk, type Plugin } from "rollup";
import { minify } from "terser";
import { Failure } from "../../api/failure";
import type { BoardConfig } from "../board-config";
import { apart } from "./apart";
import { boardModule } from "./board-module";
import { closeReturns } from "./closed-returns";
import { gate } from "./gate";
import { keptNames } from "./kept-names";
import { onDemand } from "./on-demand";
import { nameNatives } from "./native-names";
import { number, overlayModule } from "./overlay-module";
import { boundTo } from "./overlay-sum";
import { lasting, overlays } from "./overlays";
import { planOf, type ModuleText, type Overlays } from "./overlay-plan";
import { tokenised } from "./tokens";

export interface Bundle {
  /** As people and Node read it. */
  code: string;
  /** What is read only when it is asked for (overlays.ts), by number, statements whose last is its value; empty where this board's program needs none of it. */
  overlays: string[];
  /** What lies on the chip: characters 0 to 255, one a byte (bundle/tokens). */
  stored: string;
  storedOverlays: string[];
  /** Of all that is stored. */
  bytes: number;
  /** Bytes each module takes before minifying, largest first. */
  modules: { file: string; bytes: number }[];
}

/** Two programs go on a board: `boot0` closes the prompt, `main` is the reader. */
export type Entry = "main" | "boot0";

export interface BundleOptions {
  projectDir: string;
  version: string;
  entry?: Entry;
}

/** The firmware for `board` as one script of the interpreter's dialect. Throws BUNDLE_DIALECT when the gate refuses it. */
export async function bundleFirmware(board: BoardConfig, options: BundleOptions): Promise<Bundle> {
  const sourceDir = join(options.projectDir, "firmware", "src");
  return bundleScript(board, {
    input: join(sourceDir, "espruino", `${options.entry ?? "main"}.ts`),
    sourceDir,
    version: options.version,
    keep: keptNames(options.projectDir),
    overlays,
  });
}

export interface ScriptSource {
  input: string;
  sourceDir: string;
  version: string;
  /** Properties whose names the chip knows; all others are shortened. */
  keep: string[];
  overlays: Overlays;
}

/** The same for any program made of the firmware's parts, such as one that measures them on the chip. */
export async function bundleScript(board: BoardConfig, from: ScriptSource): Promise<Bundle> {
  const chunk = await treeShake(from.input, boardModule(board, from.version));
  const whole = onDemand(chunk.code, planOf(from.overlays, lasting, textsOf(chunk, from.sourceDir)));
  const { code: unbound, overlays } = apart(closeReturns(await shrink(nameNatives(whole), from.keep)));
  const code = boundTo(overlays, unbound);
  const complaints = [code, ...overlays].flatMap(gate);
  if (complaints.length > 0) {
    throw new Failure("BUNDLE_DIALECT", {
      message: `The bundle for ${board.name} holds what the interpreter cannot run: ${complaints.join("; ")}.`,
      hint: "Rewrite the named construct in firmware/src; docs/adr/ tells what the interpreter lacks.",
    });
  }
  const modules = Object.entries(chunk.modules)
    .map(([file, module]) => ({ file: isAbsolute(file) ? relative(from.sourceDir, file) : `(made) ${file.replace("\0", "").trim()}`, bytes: module.renderedLength }))
    .filter((module) => module.bytes > 0)
    .sort((a, b) => b.bytes - a.bytes);
  const storedOverlays = overlays.map(tokenised);
  const stored = tokenised(boundTo(storedOverlays, unbound));
  return { code, overlays, stored, storedOverlays, bytes: [stored, ...storedOverlays].join("").length, modules };
}

function textsOf(chunk: OutputChunk, sourceDir: string): Map<string, ModuleText> {
  const texts = new Map<string, ModuleText>();
  for (const [file, { code }] of Object.entries(chunk.modules)) {
    if (existsSync(file))
      texts.set(relative(sourceDir, file).replace(/\.ts$/, ""), { bundled: code ?? "", written: readFileSync(file, "utf8") });
  }
  return texts;
}

async function treeShake(input: string, board: string): Promise<OutputChunk> {
  const build = await rollup({
    input,
    plugins: [firmwareSources(board)],
    treeshake: { moduleSideEffects: true },
    onwarn(warning) {
      throw new Failure("BUNDLE_FAILED", {
        message: `Bundling stopped: ${warning.message}.`,
        hint: "Correct the import or export it names.",
      });
    },
  });
  const { output } = await build.generate({ format: "es", generatedCode: { constBindings: true }, strict: false });
  return output[0];
}

/** TypeScript in, with types stripped by esbuild, and the board as a module of constants. */
function firmwareSources(board: string): Plugin {
  return {
    name: "firmware-sources",
    resolveId(source, importer) {
      if (source === "latchkey:board") return "\0board";
      if (source === "latchkey:overlays") return { id: "\0overlays", moduleSideEffects: "no-treeshake" };
      const file = importer ? resolve(dirname(importer), source) : source;
      return existsSync(file + ".ts") ? file + ".ts" : file;
    },
    async load(id) {
      if (id === "\0board") return board;
      if (id === "\0overlays") return overlayModule;
      if (id.endsWith("/sync/takes-traces.ts")) return 'export { traces as takesTraces } from "latchkey:board";';
      if (id.endsWith("/store/holds-keys.ts")) return 'export { credentialsKeys as holdsKeys } from "latchkey:board";';
      return (
        await transform(readFileSync(id, "utf8"), {
          loader: "ts",
          target: "es2022",
          sourcefile: id,
          tsconfigRaw: { compilerOptions: { useDefineForClassFields: false } },
        })
      ).code;
    },
  };
}

/**
 * Names shortened, dead branches dropped. Kept away: what the minifier would turn into syntax the interpreter lacks or
 * runs wrongly (hoisted functions called above their place, `let` merged across blocks, computed property shorthand).
 */
async function shrink(code: string, keep: string[]): Promise<string> {
  const { code: small } = await minify(code, {
    ecma: 2015,
    toplevel: true,
    compress: {
      ecma: 5,
      passes: 3,
      arrows: true,
      booleans_as_integers: false,
      collapse_vars: true,
      hoist_funs: false,
      hoist_props: false,
      /* What this makes of early returns stops the interpreter with an assertion (2v29.277). */
      if_return: false,
      inline: 1,
      keep_fargs: true,
      reduce_funcs: false,
      sequences: false,
      switches: true,
      unsafe_arrows: false,
      pure_getters: "strict",
    },
    mangle: { toplevel: true, reserved: [number], properties: { builtins: true, reserved: keep } },
    format: { ascii_only: true, ecma: 5, comments: false },
  });
  return small ?? "";
}
