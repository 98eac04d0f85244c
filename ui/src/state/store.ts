// What the window shows, in one place. Only views from the host live here; no rule is decided on this side.

import { reactive } from "vue";

import { asFault } from "@/host";
import type { AppView, ConnectionView, DeskView, DeviceView, PlaceView, ScanView } from "@/host/bindings";
import { zh as w } from "@/words/zh";

/** The screens that exist. */
export type Screen = "desk" | "cases" | "queue" | "phone" | "devices";

/** What just happened; stays until the next action or Esc. */
export type Message = { tone: "ok" | "warn" | "bad"; title: string; say: string; ways?: string[] };

/** The window's state. */
export const store = reactive({
  app: null as AppView | null,
  screen: "desk" as Screen,
  desk: null as DeskView | null,
  connection: null as ConnectionView | null,
  devices: [] as DeviceView[],
  message: null as Message | null,
  /** Keys of a scan are arriving. */
  scanning: false,
  /** A scan that asks the clerk before anything is done. */
  choice: null as ScanView | null,
  /** The place whose door plate was scanned. */
  place: null as PlaceView | null,
  /** The case that 办件 has open. */
  caseId: null as string | null,
  /** Grows when cases or the queue changed; lists watch it. */
  changes: 0,
  /** A command is under way that the clerk waits for. */
  waiting: false,
});

/** Shows a message. */
export function say(tone: Message["tone"], title: string, text: string, ways: string[] = []): void {
  store.message = { tone, title, say: text, ways };
}

/** Shows what a rejected command said. */
export function tell(thrown: unknown): void {
  say("bad", w.message.failed, asFault(thrown).say);
}

/** The next action takes the message away. */
export function hush(): void {
  store.message = null;
  store.scanning = false;
}

/**
 * Runs a command that the clerk waits for and tells its fault.
 * @returns its value, or null after a fault.
 */
export async function attempt<T>(command: () => Promise<T>): Promise<T | null> {
  store.waiting = true;
  try {
    return await command();
  } catch (thrown) {
    tell(thrown);
    return null;
  } finally {
    store.waiting = false;
  }
}

/** Empties everything that belongs to a session. */
export function forget(): void {
  Object.assign(store, { desk: null, caseId: null, message: null, screen: "desk", scanning: false, choice: null, place: null });
}
