import { z } from "zod";

export const signIn = z.object({ token: z.string().min(20).max(200) });

/** GET session; 401 without one. */
export interface SessionRow {
  user: string;
  role: "owner" | "enrol";
  expiresAt: string;
}

/** POST sign-in-links. */
export interface SignInLink {
  url: string;
  expiresAt: string;
}

/** Every refused request: stable code, what happened, what to do next. */
export interface ErrorAnswer {
  error: { code: string; message: string; hint: string; fields?: { path: string; message: string }[] };
}

export interface AuditRow {
  number: number;
  at: string;
  author: string;
  action: string;
  subject: string;
  detail: unknown;
  hash: string;
}
/** GET audit/check: whether the chain of hashes holds, else the number of the first line that breaks it. */
export interface AuditCheck {
  intact: boolean;
  lines: number;
  brokenAt: number | null;
}
