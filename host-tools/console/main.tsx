import { effect } from "@preact/signals";
import { render } from "preact";
import { App } from "./app";
import { discard } from "./client/bench";
import { session, startSession } from "./client/session";
import { paths } from "../api/paths";

/* A sign-in link ends in /signin#TOKEN. The token leaves the address at once: it must not stay in the history. */
function takeToken(): string | undefined {
  if (location.pathname !== paths.signIn) return undefined;
  const token = location.hash.slice(1);
  history.replaceState(null, "", "/#/now");
  return token || undefined;
}

void startSession(takeToken());
/* Whoever signs out leaves no running reader behind. */
effect(() => {
  if (session.value.is === "out") discard();
});

const place = document.getElementById("app");
if (place) render(<App />, place);
