import type { Command } from "commander";
import { pathOf, paths } from "../../api/paths";
import type { IssuedLease, PhoneSecrets } from "../../api/phones";
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
  const { rows } = await client.send<{ rows: IssuedLease[] }>("POST", pathOf(paths.phoneLeases, phone), wish);
  for (const row of rows) put(options.json, row, `lease ${row.id} until ${row.validUntil}: ${row.doorKeyId}:${row.lease}`);
}

async function revoke(id: string, options: Options): Promise<void> {
  await connect(options).send("DELETE", pathOf(paths.lease, id), undefined);
  put(options.json, { lease: Number(id), revoked: true }, `lease ${id} is taken back; its reader hears of it with its next answer`);
}
