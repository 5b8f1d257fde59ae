import type { Fetch } from "../api/client";
import { ApiClient } from "../api/client";
import { exitCodes, Failure } from "../api/failure";
import { paths } from "../api/paths";
import type { ReaderIdentity } from "../api/readers";
import type { IdentityFile } from "./identity";
import { checkIdentity } from "./identity";

export interface Enrolment {
  /** As `latchkey serve` prints it, with its `#enrol=TOKEN`; without one `token` is used. */
  backend: string;
  token: string | undefined;
  name: string;
  door: string | undefined;
}

/** Has the backend make a reader, and returns the identity that it shows once. Throws what ApiClient throws, TOKEN_MISSING, BACKEND_URL. */
export async function enrol(fetch: Fetch, wanted: Enrolment): Promise<IdentityFile> {
  const { base, token } = addressOf(wanted.backend, wanted.token);
  const { name, door } = wanted;
  const made = await new ApiClient(fetch, base, token).send<ReaderIdentity>("POST", paths.readers, { name, ...(door && { door }) });
  return checkIdentity(made, `the answer of ${base}`);
}

function addressOf(backend: string, token: string | undefined): { base: string; token: string } {
  const url = URL.canParse(backend) ? new URL(backend) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) throw badUrl(backend);
  const found = /(?:^#|&)enrol=([^&]+)/.exec(url.hash)?.[1] ?? token;
  if (!found) throw tokenMissing();
  return { base: url.origin + url.pathname.replace(/\/+$/, ""), token: found };
}

function badUrl(backend: string): Failure {
  return new Failure("BACKEND_URL", {
    message: `"${backend}" is no address of a backend.`,
    hint: "Use the line `enrol` that `latchkey serve` prints, for example http://192.168.1.10:8420/#enrol=...",
    exit: exitCodes.usage,
  });
}

function tokenMissing(): Failure {
  return new Failure("TOKEN_MISSING", {
    message: "The backend makes readers only for those who show a token, and none was given.",
    hint: "Use the whole line `enrol` that `latchkey serve` prints, or set LATCHKEY_TOKEN.",
    exit: exitCodes.noPermission,
  });
}
