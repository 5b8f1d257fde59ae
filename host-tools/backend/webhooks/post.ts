/** Why a try failed. `gone`: the receiver wants nothing any more (410). */
export interface Failed {
  why: string;
  gone: boolean;
  retryAfterS: number;
}

const limitMs = 20_000;

export interface Post {
  url: string;
  headers: Record<string, string>;
  body: string;
}

/** Undefined: it has been taken. Anything but 2xx is a failure, a redirection too: whoever moves says so in the console, and a signed message goes nowhere else by itself. */
export async function post({ url, headers, body }: Post, ended: AbortSignal): Promise<Failed | undefined> {
  try {
    const signal = AbortSignal.any([ended, AbortSignal.timeout(limitMs)]);
    const all = { "content-type": "application/json", "user-agent": "Latchkey", ...headers };
    const response = await fetch(url, { method: "POST", headers: all, body, redirect: "manual", signal });
    await response.body?.cancel();
    if (response.ok) return undefined;
    const [gone, retryAfterS] = [response.status === 410, Number(response.headers.get("retry-after")) || 0];
    return { why: `the receiver answered ${response.status}${gone ? ": it wants nothing more" : ""}`, gone, retryAfterS };
  } catch (error) {
    return { why: reasonOf(error), gone: false, retryAfterS: 0 };
  }
}

/** fetch hides what the network said behind its own "fetch failed". */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return `no answer within ${limitMs / 1000} seconds`;
  const cause = error.cause as { code?: string; message?: string } | undefined;
  return cause?.code ?? cause?.message ?? error.message;
}
