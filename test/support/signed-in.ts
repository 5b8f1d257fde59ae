import type { NewAccountAnswer } from "../../host-tools/api/accounts";
import { paths } from "../../host-tools/api/paths";
import type { Role } from "../../host-tools/api/rights";
import type { BackendAtWork } from "./backend-at-work";

export interface Answered {
  status: number;
  json: unknown;
}

/** A person at a browser: signed in by a link, asks with the cookie that it left. */
export class SignedIn {
  private constructor(
    private readonly at: BackendAtWork,
    private readonly cookie: string,
    readonly id: number,
  ) {}

  /** A new account of this role, signed in. */
  static async as(at: BackendAtWork, name: string, role: Role): Promise<SignedIn> {
    const { account, link } = await at.client.send<NewAccountAnswer>("POST", paths.accounts, { name, role });
    return SignedIn.by(at, link.url, account.id);
  }

  static async by(at: BackendAtWork, url: string, id: number): Promise<SignedIn> {
    const headers = { "content-type": "application/json", origin: at.backend.url };
    const answer = await fetch(at.backend.url + paths.session, { method: "POST", headers, body: JSON.stringify({ token: url.split("#")[1] }) });
    if (!answer.ok) throw new Error(await answer.text());
    return new SignedIn(at, answer.headers.get("set-cookie")!.split(";")[0]!, id);
  }

  /** `route`: "POST /api/v1/people". */
  async ask(route: string, body?: unknown): Promise<Answered> {
    const [method, path] = route.split(" ") as [string, string];
    const headers = { "content-type": "application/json", origin: this.at.backend.url, cookie: this.cookie };
    const raw = typeof body === "string" ? body : JSON.stringify(body);
    const answer = await fetch(this.at.backend.url + path, { method, headers, ...(body !== undefined && { body: raw }) });
    const text = await answer.text();
    return { status: answer.status, json: text === "" ? undefined : (JSON.parse(text) as unknown) };
  }

  /** An open stream: fulfilled when the backend ends it. */
  async streamEnds(): Promise<void> {
    const answer = await fetch(this.at.backend.url + paths.stream, { headers: { cookie: this.cookie } });
    const reader = answer.body!.getReader();
    while (!(await reader.read()).done);
  }
}
