import type { ErrorAnswer } from "../../api/session";
import { words } from "../i18n/words";

/** A refused or failed request: what happened, and what to do about it. */
export class ApiFailure extends Error {
  readonly code: string;
  readonly hint: string;
  readonly fields: { path: string; message: string }[];

  /** `status`: of the HTTP answer; 0 when there was none. */
  constructor(
    error: ErrorAnswer["error"],
    readonly status: number,
  ) {
    super(error.message);
    this.code = error.code;
    this.hint = error.hint;
    this.fields = error.fields ?? [];
  }
}

type Method = "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
let signedOut: () => void = () => undefined;

/** Names what happens when the server says that there is no session any more. */
export function onSignedOut(run: () => void): void {
  signedOut = run;
}

/** Sends `body` as JSON. Throws ApiFailure and nothing else. */
export function request<T>(method: Method, path: string, body?: unknown): Promise<T> {
  const headers = { accept: "application/json", "content-type": "application/json" };
  return send<T>(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
}

/** POSTs a file as it is. */
export function upload<T>(path: string, file: Blob, contentType: string): Promise<T> {
  return send<T>(path, { method: "POST", headers: { accept: "application/json", "content-type": contentType }, body: file });
}

async function send<T>(path: string, init: RequestInit): Promise<T> {
  const response = await fetch(path, { ...init, credentials: "same-origin" }).catch(() => {
    const { networkFailed, networkHint } = words.value.shell;
    throw new ApiFailure({ code: "NETWORK", message: networkFailed, hint: networkHint }, 0);
  });
  if (response.status === 204) return undefined as T;
  const answer: unknown = await response.json().catch(() => undefined);
  if (!response.ok || answer === undefined) throw failureOf(response.status, answer as Partial<ErrorAnswer> | undefined);
  return answer as T;
}

function failureOf(status: number, answer: Partial<ErrorAnswer> | undefined): ApiFailure {
  if (status === 401) signedOut();
  const { answerUnclear, answerHint } = words.value.shell;
  return new ApiFailure(answer?.error ?? { code: "ANSWER", message: answerUnclear, hint: answerHint }, status);
}

/** Whatever was thrown, as something that can be shown. */
export function asFailure(caught: unknown): ApiFailure {
  if (caught instanceof ApiFailure) return caught;
  const message = caught instanceof Error ? caught.message : String(caught);
  return new ApiFailure({ code: "PAGE", message, hint: words.value.shell.answerHint }, 0);
}

/** `?name=value` of what is set. */
export function queryOf(values: Record<string, string | number | undefined>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) if (value !== undefined && value !== "") query.set(name, String(value));
  const text = query.toString();
  return text ? `?${text}` : "";
}
