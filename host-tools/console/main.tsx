import { render } from "preact";
import { App } from "./app";
import { startSession } from "./client/session";
import { paths } from "../api/paths";

/* A sign-in link ends in /signin#TOKEN. The token leaves the address at once: it must not stay in the history. */
function takeToken(): string | undefined {
  if (location.pathname !== paths.signIn) return undefined;
  const token = location.hash.slice(1);
  history.replaceState(null, "", "/#/now");
  return token || undefined;
}

void startSession(takeToken());
const place = document.getElementById("app");
if (place) render(<App />, place);
