import { z } from "zod";
import type { Holder } from "./rights";

export const signIn = z.object({ token: z.string().min(20).max(200) });

/** GET session; 401 without one. */
export interface SessionRow {
  account: string;
  role: Holder;
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
