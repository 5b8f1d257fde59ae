import { timingSafeEqual } from "node:crypto";
import type { Account } from "./accounts";
import { hashOf } from "./accounts";

const enrolSeconds = 24 * 3600;

/** What a bearer token of this process stands for: the CLI's own token, or the one that may only enrol readers. */
export class BearerTokens {
  private readonly apiHash: Buffer;
  private readonly enrolHash: Buffer;
  private readonly enrolUntil: number;

  constructor(
    apiToken: string,
    enrolToken: string,
    private readonly nowS: () => number,
  ) {
    this.apiHash = Buffer.from(hashOf(apiToken), "hex");
    this.enrolHash = Buffer.from(hashOf(enrolToken), "hex");
    this.enrolUntil = nowS() + enrolSeconds;
  }

  accountOf(token: string): Account | undefined {
    const hash = Buffer.from(hashOf(token), "hex");
    const now = this.nowS();
    if (timingSafeEqual(hash, this.apiHash)) return { id: null, name: "api", role: "admin", expiresAt: now + enrolSeconds };
    if (timingSafeEqual(hash, this.enrolHash) && now < this.enrolUntil) {
      return { id: null, name: "enrol", role: "enrol", expiresAt: this.enrolUntil };
    }
    return undefined;
  }
}
