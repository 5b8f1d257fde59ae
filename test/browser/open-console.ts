import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Browser, BrowserContext, Cookie, Page } from "playwright-core";
import { chromium } from "playwright-core";
import { BackendAtWork } from "../support/backend-at-work";

const root = resolve(__dirname, "../..");
const quiet = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export interface PageOptions {
  locale?: string;
  width?: number;
  height?: number;
  colorScheme?: "light" | "dark";
}

/** Resolves when nothing of the page says any more that it waits for its data: a screen may have several such parts. */
export async function loaded(page: Page): Promise<void> {
  const waiting = page.getByText("Loading", { exact: true });
  while ((await waiting.count()) > 0) await waiting.last().waitFor({ state: "detached" });
}

/** The built console on a real backend in a real browser. Notes whatever a page complains of or asks of anyone else. */
export class ConsoleAtWork {
  readonly complaints: string[] = [];
  readonly foreign: string[] = [];
  private cookies: Cookie[] = [];

  private constructor(
    readonly work: BackendAtWork,
    private readonly browser: Browser,
    private readonly dir: string,
  ) {}

  static async start(): Promise<ConsoleAtWork> {
    const dir = mkdtempSync(join(tmpdir(), "latchkey-console-"));
    execFileSync(process.execPath, [join(root, "scripts/build-console.mjs"), dir], { stdio: ["ignore", "ignore", "pipe"] });
    const work = await BackendAtWork.start({ consoleDir: dir });
    return new ConsoleAtWork(work, await chromium.launch({ executablePath: "/usr/bin/chromium", args: quiet }), dir);
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await this.work.stop();
    rmSync(this.dir, { recursive: true });
  }

  /** A page of its own browser profile, not signed in. */
  async page(options: PageOptions = {}): Promise<Page> {
    const { locale = "en-GB", width = 1280, height = 860, colorScheme = "light" } = options;
    const context = await this.browser.newContext({ locale, colorScheme, viewport: { width, height } });
    return this.watched(context);
  }

  /** The same, signed in: the first by a one-time link, later ones with its cookie, as somebody who comes back. */
  async signedIn(options: PageOptions = {}): Promise<Page> {
    const page = await this.page(options);
    await page.context().addCookies(this.cookies);
    await page.goto(this.cookies.length > 0 ? this.work.backend.url : await this.link());
    await page.locator("nav a[aria-current=page]").first().waitFor({ state: "attached" });
    this.cookies = await page.context().cookies();
    return page;
  }

  async link(): Promise<string> {
    const made = await this.work.client.send<{ url: string }>("POST", "/api/v1/sign-in-links", {});
    return made.url;
  }

  private async watched(context: BrowserContext): Promise<Page> {
    const page = await context.newPage();
    const own = [this.work.backend.url, this.work.backend.url.replace("http", "ws")];
    page.on("console", (line) => void (["error", "warning"].includes(line.type()) && this.complaints.push(line.text())));
    page.on("pageerror", (error) => void this.complaints.push(error.message));
    page.on("request", (request) => {
      const url = request.url();
      if (!own.some((origin) => url.startsWith(origin)) && !/^(data|blob|about):/.test(url)) this.foreign.push(url);
    });
    return page;
  }
}
