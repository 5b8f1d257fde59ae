import type { Progress } from "../../flash/job/run-job";

const barCells = 30;
const stepPercent = 10;

/** How far a job is: a bar where someone looks, one object a line with --json, else a line for each tenth. */
export function showProgress(json: boolean, terminal: { isTTY?: boolean; write(text: string): unknown } = process.stderr): (progress: Progress) => void {
  let told = "";
  return ({ title, percent }) => {
    const tenth = Math.floor(percent / stepPercent) * stepPercent;
    const now = terminal.isTTY && !json ? `${title}${percent}` : `${tenth}`;
    if (now === told) return;
    told = now;
    if (json) process.stdout.write(JSON.stringify({ progress: tenth, title }) + "\n");
    else if (terminal.isTTY) terminal.write(`\r${bar(percent)} ${String(percent).padStart(3)} %  ${title.padEnd(28)}${percent === 100 ? "\n" : ""}`);
    else terminal.write(`${String(tenth).padStart(3)} %  ${title}\n`);
  };
}

function bar(percent: number): string {
  const full = Math.round((percent * barCells) / 100);
  return "█".repeat(full) + "░".repeat(barCells - full);
}
