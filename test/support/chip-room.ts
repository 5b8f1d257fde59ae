import { join } from "node:path";
import { buildSync } from "esbuild";

const root = join(__dirname, "../..");

interface RoomOptions {
  /** Modules that the interpreter has itself. */
  external?: string[];
  /** What names of the program stand for. */
  define?: Record<string, string>;
}

/** A program of test/chip/rooms as the interpreter runs it: one script, unminified. */
export function chipRoom(name: string, options: RoomOptions = {}): string {
  const built = buildSync({
    ...options,
    entryPoints: [join(root, "test/chip/rooms", `${name}.ts`)],
    bundle: true,
    write: false,
    format: "cjs",
    target: "es2017",
    tsconfig: join(root, "firmware/tsconfig.json"),
  });
  return built.outputFiles[0]!.text;
}
