import { exitCodes, Failure } from "./failure";
import type { ErrorAnswer } from "./session";

/** As much of `fetch` as is needed; browsers and Node bring theirs. */
export type Fetch = (url: string, init?: FetchInit) => Promise<FetchAnswer>;
interface FetchInit {
  method?: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array<ArrayBuffer>;
}
export interface FetchAnswer {
  ok: boolean;
  status: number;
  json(): Promise<unknown>;
}

/** The HTTP interface for programs: what goes wrong becomes a Failure with the backend's own words. */
export class ApiClient {
  constructor(
    private readonly fetch: Fetch,
    /** For example http://127.0.0.1:8420 */
    private readonly base: string,
    private readonly token: string,
  ) {}

  get<T>(path: string): Promise<T> {
    return this.ask<T>(path, { method: "GET" });
  }

  send<T>(method: "POST" | "PATCH" | "PUT" | "DELETE", path: string, body: unknown): Promise<T> {
    const headers = { "content-type": "application/json" };
    return this.ask<T>(path, { method, headers, body: JSON.stringify(body) });
  }

  upload<T>(path: string, file: Uint8Array<ArrayBuffer>): Promise<T> {
    return this.ask<T>(path, { method: "POST", headers: { "content-type": "text/csv" }, body: file });
  }

  /** An answer as it is, for streams. */
  async open<A extends FetchAnswer>(path: string, headers: Record<string, string>): Promise<A> {
    return (await this.reach(path, { headers })) as A;
  }

  private async ask<T>(path: string, init: FetchInit): Promise<T> {
    const answer = await this.reach(path, init);
    return (answer.status === 204 ? undefined : await answer.json()) as T;
  }

  private async reach(path: string, init: FetchInit): Promise<FetchAnswer> {
    const headers = { ...init.headers, authorization: `Bearer ${this.token}` };
    const answer = await this.fetch(this.base + path, { ...init, headers }).catch((cause: unknown) => {
      throw unreachable(this.base, cause);
    });
    if (answer.ok) return answer;
    throw refused(answer.status, (await answer.json().catch(() => undefined)) as ErrorAnswer | undefined);
  }
}

function unreachable(base: string, cause: unknown): Failure {
  return new Failure("SERVER_UNREACHABLE", {
    message: `no backend answers at ${base}`,
    hint: "Start one with `latchkey serve`, or name another with --server.",
    exit: exitCodes.serverRefused,
    cause,
  });
}

function refused(status: number, answer: ErrorAnswer | undefined): Failure {
  const message = answer?.error.message ?? `the backend answered ${status}`;
  const hint = answer?.error.hint ?? "Look at the log of the backend.";
  return new Failure(answer?.error.code ?? "SERVER_REFUSED", { message, hint, exit: exitCodes.serverRefused });
}
