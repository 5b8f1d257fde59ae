import { z } from "zod";
import type { Role } from "./rights";
import { roles } from "./rights";
import type { SignInLink } from "./session";

/** Who writes lines of the audit without being anybody's account: no account takes such a name. */
export const ownAuthors = ["api", "enrol", "backend", "clock", "restore"] as const;
/** The same, with a number behind: "person 7". */
export const numberedAuthors = ["person", "phone", "reader"] as const;

const taken = new RegExp(`^(${[...ownAuthors, ...numberedAuthors].join("|")})$|^(${numberedAuthors.join("|")}) `, "i");
const name = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .regex(/^[^\p{C}]*$/u, "a name has no control characters")
  .refine((text) => !taken.test(text), "this name is kept for lines of the audit that Latchkey itself writes");

export const newAccount = z.object({ name, role: z.enum(roles) });
export const accountPatch = z.object({ role: z.enum(roles).optional(), enabled: z.boolean().optional() });

/** GET accounts. None is ever removed or renamed: the audit names who did what by it. */
export interface AccountRow {
  id: number;
  name: string;
  role: Role;
  enabled: boolean;
  /** Null: never yet. */
  signedInAt: string | null;
  /** On how many devices it is signed in now. */
  sessions: number;
  /** Until when a link waits to be used; null: none does. */
  linkUntil: string | null;
  /** No other admin is left, or none that ever signed in: this one cannot be disabled or made anything else. */
  lastAdmin: boolean;
}

/** POST accounts. The link is shown only now. */
export interface NewAccountAnswer {
  account: AccountRow;
  link: SignInLink;
}
