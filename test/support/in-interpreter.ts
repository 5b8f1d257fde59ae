import { spawn } from "node:child_process";

/** One start of the interpreter in `dir`, on its `run.js`, and what it prints behind RESULT; its standard input stays open, as it ends on an end of file. */
export function runInInterpreter<Result>(dir: string): Promise<Result> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.env.ESPRUINO!, ["run.js"], { cwd: dir, stdio: ["pipe", "pipe", "inherit"] });
    let text = "";
    child.stdout.on("data", (chunk: Buffer) => (text += chunk.toString("latin1")));
    child.on("error", reject);
    child.on("close", () => {
      const line = /RESULT (.*)/.exec(text);
      if (line) resolve(JSON.parse(line[1]!) as Result);
      else reject(new Error(`the interpreter said: ${text.slice(-400)}`));
    });
  });
}
