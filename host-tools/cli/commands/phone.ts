import type { Command } from "commander";
import { pathOf, paths } from "../../api/paths";
import type { GroupKeyState, LeasesAnswer, PhoneSecrets } from "../../api/phones";
import { connect, withServer, type ServerOptions } from "../backend-client";
import { doorCalled } from "../door-called";
import { put, say } from "../output";
import { personCalled } from "../person-called";
import { countOf } from "../whole-number";

interface Options extends ServerOptions {
  json: boolean;
}

export function register(program: Command): void {
  const phone = program.command("phone").description("phones as credentials (docs/phone-protocol.md)");
  withServer(phone.command("add <person>"))
    .description("enrol a phone of the person with this name or number; prints the keys that the phone keeps, this once")
    .option("--label <text>", "to tell it from the person's other phones", "")
    .option("--json", "one JSON object", false)
    .action(add);
  withServer(phone.command("lease <phone>"))
    .description("let a phone, by the number that `phone add` told, pass a door for some time, also where the reader is offline; prints what the phone is given")
    .requiredOption("--door <door>", "the door, by its name or number")
    .option("--hours <number>", "24 to 720", "168")
    .option("--unlocked", "good only while the phone is unlocked", false)
    .option("--renews", "the phone fetches the next one by itself, for as long again, until it is taken back", false)
    .option("--json", "one JSON object a lease", false)
    .action(lease);
  withServer(phone.command("revoke <lease>"))
    .description("take a lease back, by the number that `phone lease` told")
    .option("--json", "one JSON object", false)
    .action(revoke);
  withServer(phone.command("group-key"))
    .description("by which key phones know this site's readers, and how far its renewal is")
    .option("--json", "one JSON object", false)
    .action(showGroupKey);
  withServer(phone.command("renew-group-key"))
    .description("a new one, where somebody may have the old: after a reader was stolen. Phones fetch it first, then the readers get it; no tap is refused meanwhile")
    .option("--now", "the readers get it at once; a phone that has not fetched it opens nothing until it has", false)
    .option("--json", "one JSON object", false)
    .action(renewGroupKey);
}

async function showGroupKey(options: Options): Promise<void> {
  tellGroupKey(options, await connect(options).get<GroupKeyState>(paths.phoneGroupKey));
}

async function renewGroupKey(options: Options & { now: boolean }): Promise<void> {
  tellGroupKey(options, await connect(options).send<GroupKeyState>("POST", paths.phoneGroupKey, { now: options.now }));
}

function tellGroupKey({ json }: Options, state: GroupKeyState): void {
  put(json, state, groupKeyLines(state).join("\n"));
}

function groupKeyLines({ exists, since, next, readersBehind }: GroupKeyState): string[] {
  if (!exists) return ["no group key: the site has no phone yet"];
  const inForce = `in force  ${since ? `since ${since}` : "from before that was noted"}`;
  const behind = next?.behind.map(({ id, personName, label }) => `behind    phone ${id}, ${personName}${label && ` (${label})`}`) ?? [];
  const coming = next ? [`next      phones fetch it since ${next.madeAt}; readers get it when all have, or by ${next.by}`, ...behind] : [];
  return [inForce, ...coming, ...readersBehind.map((name) => `former    reader ${name} has it still, so phones keep it`)];
}

async function add(person: string, options: Options & { label: string }): Promise<void> {
  const client = connect(options);
  const made = await client.send<PhoneSecrets>("POST", pathOf(paths.personPhones, await personCalled(client, person)), { label: options.label });
  put(options.json, made, `phone ${made.id}\nphone key ${made.phoneKey}\ngroup key ${made.groupKey}`);
  if (!options.json) say(`Next: latchkey phone lease ${made.id} --door DOOR lets it pass one.`);
}

async function lease(phone: string, options: Options & { door: string; hours: string; unlocked: boolean; renews: boolean }): Promise<void> {
  const hours = countOf(options.hours, "--hours", { least: 24, most: 720 });
  const client = connect(options);
  const wish = { doorId: await doorCalled(client, options.door), hours, unlocked: options.unlocked, renews: options.renews };
  const { rows, groups } = await client.send<LeasesAnswer>("POST", pathOf(paths.phoneLeases, phone), wish);
  for (const row of rows) put(options.json, row, `lease ${row.id} until ${row.validUntil}: ${row.doorKeyId}:${row.lease}`);
  for (const group of groups) put(options.json, group, `group key: ${group.id}:${group.key}`);
  if (groups.length > 0 && !options.json) say("The phone keeps these group keys in the place of those it has (docs/phone-protocol.md, section 8).");
}

async function revoke(id: string, options: Options): Promise<void> {
  await connect(options).send("DELETE", pathOf(paths.lease, id), undefined);
  put(options.json, { lease: Number(id), revoked: true }, `lease ${id} is taken back; its reader hears of it with its next answer`);
}
