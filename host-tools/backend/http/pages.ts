import { readFile } from "node:fs/promises";
import { extname, join, resolve, sep } from "node:path";
import type { Hono } from "hono";
import { paths } from "../../api/paths";
import type { Env, Services } from "./services";

const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
};

const signInPage = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Latchkey</title>
<meta name="viewport" content="width=device-width"><p id="say" role="status">Signing in · 로그인 중</p>
<script src="${paths.signIn}.js"></script></html>`;

/* The secret stands behind the #, so it is in no request line and no log. */
const signInScript = `const say = document.getElementById("say");
const token = location.hash.slice(1);
history.replaceState(null, "", location.pathname);
fetch("${paths.session}", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ token }) })
  .then(async (answer) => {
    if (answer.ok) return location.replace("/");
    const { error } = await answer.json();
    say.textContent = error.message + ". " + error.hint;
  })
  .catch(() => (say.textContent = "The backend does not answer. Is latchkey serve still running?"));
`;

/** The built console, which reads sign-in links itself; a bare sign-in page where it is not built. What is no file is its one page. */
export function pageRoutes(app: Hono<Env>, services: Services): void {
  app.get(paths.signIn, async (c) => {
    const page = services.consoleDir && (await fileIn(services.consoleDir, "/index.html"));
    return page ? c.body(page.bytes, 200, { "Content-Type": page.type, "Cache-Control": "no-cache" }) : c.html(signInPage);
  });
  app.get(`${paths.signIn}.js`, (c) => c.body(signInScript, 200, { "Content-Type": types[".js"]! }));
  app.get("*", async (c) => {
    const dir = services.consoleDir;
    if (!dir) return c.text("The console is not built here; the interface is under /api/v1.", 404);
    const file = (await fileIn(dir, c.req.path)) ?? (extname(c.req.path) ? undefined : await fileIn(dir, "/index.html"));
    if (!file) return c.notFound();
    return c.body(file.bytes, 200, { "Content-Type": file.type, "Cache-Control": "no-cache" });
  });
}

async function fileIn(dir: string, path: string): Promise<{ bytes: Uint8Array<ArrayBuffer>; type: string } | undefined> {
  const plain = decoded(path);
  if (plain === undefined) return undefined;
  const full = resolve(join(dir, plain));
  const type = types[extname(full)];
  if (!full.startsWith(resolve(dir) + sep) || !type) return undefined;
  const bytes = await readFile(full).catch(() => undefined);
  return bytes && { bytes: Uint8Array.from(bytes), type };
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}
