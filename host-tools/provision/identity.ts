import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { z } from "zod";
import { fromHex, toHex } from "../../firmware/src/base/bytes";
import type { Identity } from "../../firmware/src/wire/identity";
import { exitCodes, Failure } from "../api/failure";

const hex = (bytes: number) => z.string().regex(new RegExp(`^[0-9a-f]{${bytes * 2}}$`), `not ${bytes} bytes in base 16`);

/** An identity as a file, and as a backend gives it out (api/readers ReaderIdentity). It holds every secret of the reader. */
const identityFile = z.object({
  readerId: hex(8),
  deviceKey: hex(32),
  drbgSeed: hex(32),
  provisionedAt: z.int().nonnegative().max(0xffffffff),
  /** Number of the door in the reader's records. */
  doorNumber: z.int().min(0).max(255).default(1),
  backend: z.object({ host: z.ipv4(), port: z.int().min(0).max(65_535) }).optional(),
  wifi: z.object({ name: z.string(), key: z.string() }).optional(),
});
export type IdentityFile = z.infer<typeof identityFile>;

const wifiNameMax = 32;
const wifiKeyMax = 63;

/** A reader that no backend knows: keys from the operating system's generator. `nowS`: unix seconds. */
export function makeIdentity(nowS: number): IdentityFile {
  const random = (bytes: number) => randomBytes(bytes).toString("hex");
  return { readerId: random(8), deviceKey: random(32), drbgSeed: random(32), provisionedAt: nowS, doorNumber: 1 };
}

/** Checks what came from a file or a backend. Throws IDENTITY_INVALID with every complaint. */
export function checkIdentity(json: unknown, from: string): IdentityFile {
  const parsed = identityFile.safeParse(json);
  if (parsed.success) return parsed.data;
  throw invalid(from, parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; "));
}

export function readIdentityFile(path: string): IdentityFile {
  try {
    return checkIdentity(JSON.parse(readFileSync(path, "utf8")), path);
  } catch (caught) {
    if (caught instanceof Failure) throw caught;
    throw invalid(path, caught instanceof Error ? caught.message : String(caught));
  }
}

/** What the reader keeps of `file`. Throws IDENTITY_INVALID when the network's name or key is too long. */
export function identityOf(file: IdentityFile): Identity {
  return {
    readerId: fromHex(file.readerId),
    deviceKey: fromHex(file.deviceKey),
    drbgSeed: fromHex(file.drbgSeed),
    provisionedAt: file.provisionedAt,
    backendHost: new Uint8Array((file.backend?.host ?? "0.0.0.0").split(".").map(Number)),
    backendPort: file.backend?.port ?? 0,
    wifiName: narrow(file.wifi?.name ?? "", wifiNameMax, "name"),
    wifiKey: narrow(file.wifi?.key ?? "", wifiKeyMax, "key"),
  };
}

export function readerIdOf(identity: Identity): string {
  return toHex(identity.readerId);
}

/** UTF-8 kept in the low half of characters, as wire/identity wants it. */
function narrow(text: string, bytesMax: number, what: string): string {
  const bytes = Buffer.from(text, "utf8");
  if (bytes.length <= bytesMax) return bytes.toString("latin1");
  throw invalid("the Wi-Fi " + what, `${bytes.length} bytes where ${bytesMax} are allowed`);
}

function invalid(from: string, why: string): Failure {
  return new Failure("IDENTITY_INVALID", {
    message: `No reader can be made from ${from}: ${why}.`,
    hint: "Take the identity as the backend's console gives it, or leave --identity out to have one made.",
    exit: exitCodes.usage,
  });
}
