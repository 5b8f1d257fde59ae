import type { Hono } from "hono";
import { paths } from "../../api/paths";
import type { Env } from "./services";

/*
 * What a phone shows that has read a door's tag: one page for every door, so that whoever is not signed in learns nothing, not
 * even whether that door exists.
 */
const page = (script: string): string => `<!doctype html><html lang="en"><meta charset="utf-8"><title>Latchkey</title>
<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="${paths.tagPage}.css">
<main role="status" aria-live="assertive"><p id="mark">…</p><h1 id="word"></h1><p id="more"></p></main>
<noscript>This page needs JavaScript · 자바스크립트가 필요합니다</noscript><script src="${script}"></script></html>`;

const style = `:root{font-family:system-ui,sans-serif;color-scheme:light}
body{margin:0;background:#f4f4f2;color:#1c1c1a}
main{min-height:100vh;display:flex;flex-direction:column;align-items:center;justify-content:center;text-align:center;padding:1rem;box-sizing:border-box}
#mark{font-size:6rem;line-height:1;margin:0}h1{font-size:2.5rem;margin:.5rem}p{font-size:1.25rem;max-width:24rem;margin:.25rem}
body.granted{background:#0b6b3a;color:#fff}body.denied{background:#9b1c1c;color:#fff}`;

/** In both languages; a reason without words of its own is shown by its name. */
const words = {
  en: {
    approved: "Approved", denied: "Denied", failed: "Not possible", ready: "This phone is ready", tap: "Hold it to the tag at a door.",
    opening: "The door has been told to open.", offline: "No reader of this door can be reached: use your card.", away: "No connection: use your card.",
    outsideSchedule: "Not at this time.", noAccessLevel: "You have no access here.", unknownCredential: "This door has no reader yet.",
    credentialDisabled: "Your access is switched off.", assuranceTooLow: "This door asks for a card.", doorLocked: "The door is locked.",
    doorLockdown: "The door is locked for everyone.", PASS_MISSING: "This phone is not set up. Open the link you were sent.",
    PASS_LINK: "This link is used up or too old. Ask for a new one.", TAG_REPLAYED: "Hold the phone to the tag again.",
    TAG_UNPROVED: "Hold the phone to the tag at the door.", INPUT: "Hold the phone to the tag at the door.", SLOW_DOWN: "Too many tries. Wait a minute.",
  },
  ko: {
    approved: "승인", denied: "거부", failed: "처리할 수 없음", ready: "이 휴대폰을 사용할 수 있습니다", tap: "출입문의 태그에 대세요.",
    opening: "문에 열림 명령을 보냈습니다.", offline: "이 문의 리더에 연결할 수 없습니다. 카드를 사용하세요.", away: "연결되지 않습니다. 카드를 사용하세요.",
    outsideSchedule: "출입 시간이 아닙니다.", noAccessLevel: "이 문의 출입 권한이 없습니다.", unknownCredential: "이 문에는 아직 리더가 없습니다.",
    credentialDisabled: "출입이 중지되어 있습니다.", assuranceTooLow: "이 문은 카드가 필요합니다.", doorLocked: "문이 잠겨 있습니다.",
    doorLockdown: "모든 사람의 출입이 막혀 있습니다.", PASS_MISSING: "이 휴대폰은 등록되지 않았습니다. 받은 링크를 여세요.",
    PASS_LINK: "이미 쓴 링크이거나 기한이 지났습니다. 새 링크를 요청하세요.", TAG_REPLAYED: "태그에 다시 대세요.",
    TAG_UNPROVED: "출입문의 태그에 휴대폰을 대세요.", INPUT: "출입문의 태그에 휴대폰을 대세요.", SLOW_DOWN: "시도가 너무 많습니다. 잠시 기다리세요.",
  },
};

const shared = `const ko = navigator.language.startsWith("ko"), words = ${JSON.stringify(words)}[ko ? "ko" : "en"];
document.documentElement.lang = ko ? "ko" : "en";
const put = (id, text) => (document.getElementById(id).textContent = text);
function show(look, mark, word, more) { document.body.className = look; put("mark", mark); put("word", word); put("more", more); }
async function send(path, body) {
  try {
    const answer = await fetch(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body), signal: AbortSignal.timeout(10000) });
    const json = await answer.json();
    if (answer.ok) return json;
    show("denied", "!", words.failed, words[json.error.code] ?? json.error.message);
  } catch { show("denied", "!", words.failed, words.away); }
}
`;

/* The address is forgotten at once: it is good for one use, and no one looking over the history gets it. */
const askScript = `${shared}
const query = new URLSearchParams(location.search), doorId = Number(location.pathname.split("/").pop());
history.replaceState(null, "", location.pathname);
send("${paths.accessRequests}", { doorId, e: query.get("e") ?? "", c: query.get("c") ?? "" }).then((answer) => {
  if (!answer) return;
  navigator.vibrate?.(answer.granted ? 80 : [80, 80, 80]);
  if (answer.granted) show("granted", "✓", words.approved, answer.doorName + " · " + (answer.sent ? words.opening : words.offline));
  else show("denied", "✕", words.denied, answer.doorName + " · " + (words[answer.reason] ?? answer.reason));
});
`;

const passScript = `${shared}
const token = location.hash.slice(1);
history.replaceState(null, "", location.pathname);
send("${paths.passes}", { token }).then((answer) => answer && show("granted", "✓", words.ready, words.tap));
`;

export function tagPageRoutes(app: Hono<Env>): void {
  const script = { "Content-Type": "text/javascript; charset=utf-8" };
  app.get(`${paths.tagPage}.css`, (c) => c.body(style, 200, { "Content-Type": "text/css; charset=utf-8" }));
  app.get(`${paths.tagPage}.js`, (c) => c.body(askScript, 200, script));
  app.get(`${paths.passPage}.js`, (c) => c.body(passScript, 200, script));
  app.get(`${paths.tagPage}/:id`, (c) => c.html(page(`${paths.tagPage}.js`)));
  app.get(paths.passPage, (c) => c.html(page(`${paths.passPage}.js`)));
}
