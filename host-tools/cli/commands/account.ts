import type { Command } from "commander";
import type { AccountRow, NewAccountAnswer } from "../../api/accounts";
import { exitCodes, Failure } from "../../api/failure";
import { pathOf, paths } from "../../api/paths";
import { roles } from "../../api/rights";
import type { SignInLink } from "../../api/session";
import { connect, withServer, type ServerOptions } from "../backend-client";
import { put } from "../output";

interface Options extends ServerOptions {
  json: boolean;
}

const roleWords = "admin: everything; operator: people, cards, doors' modes; viewer: looks only";

export function register(program: Command): void {
  const account = program
    .command("account")
    .description("who may sign in, and as what; works with the token of the data directory, so also where no admin can sign in")
    .addHelpText("after", `\nRoles: ${roleWords} (docs/accounts.md).\nExamples:\n  latchkey account add "Kim Minji" --role operator\n  latchkey account link owner`);
  const command = (name: string, about: string): Command => withServer(account.command(name)).description(about).option("--json", "one JSON object a line", false);
  command("list", "every account with its role").action(list);
  command("add <name>", "a new account; prints the link by which its owner signs in, once and within a day").option("--role <role>", roles.join(", "), "viewer").action(add);
  command("role <name> <role>", "give the account another role; it counts at once").action((name: string, role: string, options: Options) => change(name, { role: roleOf(role) }, options));
  command("disable <name>", "sign the account out everywhere and let it in no more").action((name: string, options: Options) => change(name, { enabled: false }, options));
  command("enable <name>", "let a disabled account sign in again, by a new link").action((name: string, options: Options) => change(name, { enabled: true }, options));
  command("link <name>", "a new sign-in link, good once and for a day").action(link);
  command("sign-out <name>", "sign the account out on every device").action(signOut);
}

async function list(options: Options): Promise<void> {
  const { rows } = await connect(options).get<{ rows: AccountRow[] }>(paths.accounts);
  for (const row of rows) put(options.json, row, textOf(row));
}

async function add(name: string, options: Options & { role: string }): Promise<void> {
  const made = await connect(options).send<NewAccountAnswer>("POST", paths.accounts, { name, role: roleOf(options.role) });
  put(options.json, made, `${textOf(made.account)}\n${linkText(made.link)}`);
}

async function change(name: string, patch: object, options: Options): Promise<void> {
  const row = await connect(options).send<AccountRow>("PATCH", pathOf(paths.account, await accountCalled(name, options)), patch);
  put(options.json, row, textOf(row));
}

async function link(name: string, options: Options): Promise<void> {
  const made = await connect(options).send<SignInLink>("POST", pathOf(paths.accountLinks, await accountCalled(name, options)), {});
  put(options.json, { name, ...made }, linkText(made));
}

async function signOut(name: string, options: Options): Promise<void> {
  await connect(options).send("DELETE", pathOf(paths.accountSessions, await accountCalled(name, options)), undefined);
  put(options.json, { name, signedOut: true }, `${name} is signed out on every device; a link that was not used yet is worth nothing`);
}

/** Throws ROLE_UNKNOWN. */
function roleOf(text: string): string {
  if (roles.some((role) => role === text)) return text;
  throw new Failure("ROLE_UNKNOWN", { message: `there is no role "${text}"`, hint: `Choose one of ${roles.join(", ")}.`, exit: exitCodes.usage });
}

/** Throws ACCOUNT_UNKNOWN. */
async function accountCalled(name: string, options: Options): Promise<number> {
  const { rows } = await connect(options).get<{ rows: AccountRow[] }>(paths.accounts);
  const found = rows.find((row) => row.name.toLowerCase() === name.trim().toLowerCase());
  if (found) return found.id;
  const known = rows.map((row) => row.name).join(", ");
  throw new Failure("ACCOUNT_UNKNOWN", { message: `there is no account "${name}"`, hint: `There are: ${known}. \`latchkey account add\` makes another.`, exit: exitCodes.usage });
}

function textOf(row: AccountRow): string {
  const devices = row.sessions === 1 ? "1 device" : `${row.sessions} devices`;
  const signedIn = row.signedInAt ? `signed in last ${row.signedInAt}, now on ${devices}` : "never signed in";
  const link = row.linkUntil ? `, a link waits until ${row.linkUntil}` : "";
  return `${row.name.padEnd(20)} ${row.role.padEnd(9)} ${row.enabled ? "enabled " : "disabled"}  ${signedIn}${link}${row.lastAdmin ? ", the last admin" : ""}`;
}

const linkText = ({ url, expiresAt }: SignInLink): string => `sign in    ${url}  (works once, until ${expiresAt})`;
