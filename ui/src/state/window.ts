// The window's life: boot, sign-in, where to go, what the shell tells.

import { nextTick } from "vue";

import { host } from "@/host";
import type { AppView, ScanView } from "@/host/bindings";
import { leave } from "@/state/decision";
import { act, reloadDesk, settle } from "@/state/desk";
import { dragged } from "@/state/drag";
import { press } from "@/state/keys";
import { attempt, forget, hush, say, store, type Screen } from "@/state/store";
import { zh as w } from "@/words/zh";

/** Asks where the program stands and listens to the shell. */
export async function boot(): Promise<void> {
  await host.listen("connection", (connection) => (store.connection = connection));
  await host.listen("changed", changed);
  await host.listen("app", (app) => void enter(app));
  watchHands();
  await host.listen("scanning", () => (store.scanning = true));
  await host.listen("scanned", take);
  await host.listen("drag", dragged);
  await host.listen("devices", (devices) => (store.devices = devices));
  await host.listen("device", (news) => store.app?.phase === "desk" && say(news.tone, news.title, news.say));
  const app = await attempt(() => host.appState());
  if (app) await enter(app);
}

/** Shows what the program says about itself: sign-in, desk, failure. */
export async function enter(app: AppView): Promise<void> {
  // What was said to nobody is not for who comes in.
  if (store.app && store.app.phase !== "desk") hush();
  store.app = app;
  if (app.phase !== "desk") {
    forget();
    painted(app.phase);
    return;
  }
  await reloadDesk();
  painted(app.phase);
  store.connection = await attempt(() => host.connection());
  store.devices = (await attempt(() => host.devices())) ?? [];
}

const TOUCH_MS = 10_000;

/** Tells the shell that somebody is here, at most every ten seconds. */
function watchHands(): void {
  let last = -TOUCH_MS;
  const hand = (event: Event): void => {
    if (store.app?.phase !== "desk" || event.timeStamp - last < TOUCH_MS) return;
    last = event.timeStamp;
    void host.touch();
  };
  // After the webview has put it there.
  for (const kind of ["copy", "cut"]) window.addEventListener(kind, () => setTimeout(() => void host.copied()));
  for (const kind of ["keydown", "pointerdown", "wheel"]) window.addEventListener(kind, hand, { capture: true, passive: true });
}

/** Locks the window; typed text is handed over first. */
export async function lock(): Promise<void> {
  await settle();
  leave();
  const app = await attempt(() => host.lock());
  if (app) await enter(app);
}

/** Two frames: the first lays out, the second follows its paint. */
function painted(phase: string): void {
  requestAnimationFrame(() => requestAnimationFrame(() => void host.uiReady(phase, performance.timeOrigin)));
}

/** Leaves the session; the draft stays. */
export async function signOut(): Promise<void> {
  await settle();
  leave();
  const app = await attempt(() => host.signOut());
  if (app) await enter(app);
}

/** Shows a screen; typed text is handed over first. */
export async function go(screen: Screen): Promise<void> {
  await settle();
  hush();
  store.caseId = null;
  store.screen = screen;
}

/** Opens a case on 办件. */
export async function openCase(id: string): Promise<void> {
  await go("cases");
  store.caseId = id;
}

/** What a scan came to, from whichever way it came. */
export function take(scan: ScanView): void {
  store.scanning = false;
  if (store.app?.phase !== "desk") {
    refused(scan);
    return;
  }
  store.choice = scan.choices.length ? scan : null;
  store.place = scan.place;
  if (scan.desk) {
    // A decision begun for the desk as it was is not one for the desk as it is.
    leave();
    // Asked for again behind the edits under way: the view in the event may be older than they are.
    void settle()
      .then(reloadDesk)
      .then(() => told("form"));
    store.screen = "desk";
    store.caseId = null;
  }
  if (scan.case) {
    store.screen = "cases";
    store.caseId = scan.case;
  }
  say(toneOf(scan.outcome), scan.title, scan.say, scan.ways);
  told("scan");
}

/** The frame that has the verdict, or what it filled, in it: its callback comes before its paint, the next task behind it. */
function told(phase: "scan" | "form"): void {
  requestAnimationFrame(() => setTimeout(() => void host.uiReady(phase, performance.timeOrigin)));
}

/** Nobody is at the desk: why the scan came to nothing, where somebody can come in. */
function refused(scan: ScanView): void {
  if (store.app?.phase === "sign_in" || store.app?.phase === "locked") say("warn", scan.title, scan.say);
}

/** Goes on with what a scan offered; typed text belongs to what is on the desk now, so it is handed over first. */
export async function choose(n: number): Promise<void> {
  store.choice = null;
  await settle();
  const found = await attempt(() => host.scanChoose(n));
  if (found) take(found);
}

/** Opens an item that is served at the scanned place. */
export async function openItem(code: string): Promise<void> {
  store.place = null;
  await settle();
  if (await act(() => host.chooseItem(code))) store.screen = "desk";
}

/** Goes another way than the code that could not be used: what its key does on the desk. */
export async function goWay(way: string): Promise<void> {
  const key = w.ways[way]?.[0];
  if (!key) return;
  if (store.screen !== "desk") await go("desk");
  hush();
  await nextTick();
  press(key);
}

/** Sends what waits, now. */
export async function sendNow(): Promise<void> {
  const queue = await attempt(() => host.sendNow());
  if (!queue) return;
  store.connection = queue.connection;
  store.changes += 1;
}

/** The start goes on behind the first answer: the city comes up, the station is made. */
async function lookAgain(): Promise<void> {
  const app = await attempt(() => host.appState());
  if (app && (app.phase !== store.app?.phase || app.failure !== store.app.failure)) await enter(app);
}

function changed(): void {
  store.changes += 1;
  if (store.app?.phase === "starting" || store.app?.phase === "failed") void lookAgain();
  // The number of what was just saved may have become official; a request to open an item may have been sent or granted.
  if (store.desk?.saved || store.desk?.item?.closed) void reloadDesk();
}

function toneOf(outcome: string): "ok" | "warn" | "bad" {
  if (["person", "item", "case", "draft", "place"].includes(outcome)) return "ok";
  return ["cannot_tell", "busy", "choose"].includes(outcome) ? "warn" : "bad";
}
