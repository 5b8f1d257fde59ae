import { signal } from "@preact/signals";
import type { SiteRow } from "../../api/directory";
import type { Right } from "../../api/rights";
import { may } from "../../api/rights";
import type { SessionRow } from "../../api/session";
import { siteTimeZone } from "../i18n/format";
import { api } from "./api";
import type { ApiFailure } from "./http";
import { asFailure, onSignedOut } from "./http";
import { closeStream, onAccountEdit, openStream } from "./live";

export type SessionState = { is: "asking" } | { is: "out"; failure?: ApiFailure } | { is: "in"; session: SessionRow };

export const session = signal<SessionState>({ is: "asking" });
export const siteName = signal("");
/** Null: for ever. */
export const keepEventsDays = signal<number | null>(null);

/** By the role that the account has; one that changes is followed while the page is open. */
export function mayDo(right: Right): boolean {
  const state = session.value;
  return state.is === "in" && may(state.session.role, right);
}

/** Looks whether this browser is signed in already; a token from a sign-in link is tried first. */
export async function startSession(token: string | undefined): Promise<void> {
  onSignedOut(leave);
  onAccountEdit(() => void followRole());
  if (token) return enter(() => api.signIn(token));
  await enter(() => api.session());
  const state = session.value;
  if (state.is === "out" && state.failure?.status === 401) session.value = { is: "out" };
}

/** `token`: what follows # in a sign-in link. */
export function signInWith(token: string): Promise<void> {
  return enter(() => api.signIn(token));
}

export async function signOut(): Promise<void> {
  await api.signOut().catch(() => undefined);
  leave();
}

/** From now on the page goes by this name and this clock. */
export function showSite(site: SiteRow): void {
  siteName.value = site.name;
  siteTimeZone.value = site.timeZone;
  keepEventsDays.value = site.keepEventsDays;
}

async function enter(ask: () => Promise<SessionRow>): Promise<void> {
  session.value = { is: "asking" };
  try {
    session.value = { is: "in", session: await ask() };
    openStream();
    showSite(await api.site());
  } catch (caught) {
    if (session.value.is !== "in") session.value = { is: "out", failure: asFailure(caught) };
  }
}

/** A role that was changed shows and hides what it may do at once, as it counts at once. */
async function followRole(): Promise<void> {
  const now = await api.session().catch(() => undefined);
  const state = session.value;
  if (now && state.is === "in" && state.session.role !== now.role) session.value = { is: "in", session: now };
}

function leave(): void {
  closeStream();
  if (session.value.is === "in") session.value = { is: "out" };
}
