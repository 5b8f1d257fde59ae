import type { Figures, Group } from "./figures";
import { acceptBaseline, complaintsOf, readBaseline } from "./gate";
import { groups } from "./groups";

/* `npm run bench`: every figure that docs/performance.md quotes. `--json` prints one flat object on standard output.
 * `--check` fails where a repeatable figure is worse than accepted by more than 5 %; `--accept` accepts today's;
 * `--only=NAME` measures the groups with a figure whose name begins so. */
/** Of a bench that measures some groups alone, those are held to what was accepted. */
function acceptedOf(measured: Group[]): Figures {
  const accepted = readBaseline();
  if (measured.length === groups.length) return accepted;
  return Object.fromEntries(measured.flatMap(({ names }) => names).flatMap((name) => (name in accepted ? [[name, accepted[name]!]] : [])));
}

const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** A group that fails is said and counted as a complaint; what the others measured is not lost with it. */
async function figuresOf(group: Group, complaints: string[]): Promise<Figures> {
  const names = group.names.join(", ");
  const lacks = group.lacks();
  const unmeasured = Object.fromEntries(group.names.map((name) => [name, null]));
  if (lacks) {
    say(`${names}: not measured, this machine lacks ${lacks}`);
    return unmeasured;
  }
  say(`measuring ${names}`);
  return group.measure().catch((failure: Error) => {
    complaints.push(`${names}: not measured: ${failure.message}`);
    return unmeasured;
  });
}

const only = process.argv.find((word) => word.startsWith("--only="))?.slice("--only=".length);
const wanted = groups.filter(({ names }) => only === undefined || names.some((name) => name.startsWith(only)));
const figures: Figures = {};
const complaints: string[] = [];
for (const group of wanted) Object.assign(figures, await figuresOf(group, complaints));
if (process.argv.includes("--json")) process.stdout.write(JSON.stringify(figures) + "\n");
else for (const [name, value] of Object.entries(figures)) process.stdout.write(`${name.padEnd(36)}${value ?? "-"}\n`);
if (process.argv.includes("--accept")) acceptBaseline(figures, readBaseline());
if (process.argv.includes("--check")) complaints.push(...complaintsOf(acceptedOf(wanted), figures).map((complaint) => `worse than accepted: ${complaint}`));
complaints.forEach(say);
process.exit(complaints.length > 0 ? 1 : 0);
