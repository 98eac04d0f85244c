// A window with the fake behind it, and hands to use it.

import { flushPromises, mount } from "@vue/test-utils";
import axe from "axe-core";
import { expect } from "vitest";

import App from "@/App.vue";
import { useHost } from "@/host";
import { makeFake, type FakeOptions } from "@/host/fake";
import { leave } from "@/state/decision";
import { forget, store } from "@/state/store";
import { boot } from "@/state/window";

/** Opens the window. */
export async function open(options: FakeOptions = {}) {
  document.body.innerHTML = "<div id='app'></div>";
  leave();
  forget();
  Object.assign(store, { app: null, connection: null, devices: [], changes: 0 });
  const fake = makeFake(options);
  useHost(fake);
  const window = mount(App, { attachTo: "#app" });
  await boot();
  await settled();
  return { window, fake, close: () => window.unmount() };
}

/** Waits until every promise under way has come back; no clock. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 4; turn += 1) await flushPromises();
}

/** One element by its `data-test`. */
export function at<T extends HTMLElement = HTMLElement>(test: string): T {
  const found = document.querySelector<T>(`[data-test="${test}"]`);
  if (!found) throw new Error(`nothing carries data-test="${test}"`);
  return found;
}

/** Whether something is on the screen. */
export function has(test: string): boolean {
  return document.querySelector(`[data-test="${test}"]`) !== null;
}

/** Presses a key where the focus is. */
export async function press(key: string, more: KeyboardEventInit = {}): Promise<void> {
  const code = /^\d$/.test(key) ? `Digit${key}` : key;
  (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent("keydown", { key, code, bubbles: true, cancelable: true, ...more }));
  await settled();
}

/** Clicks. */
export async function click(test: string): Promise<void> {
  at(test).click();
  await settled();
}

/** Types into a field as a keyboard does: announced, then there. */
export async function type(test: string, text: string): Promise<void> {
  const field = at<HTMLInputElement>(test);
  field.focus();
  for (const letter of text) {
    field.dispatchEvent(new InputEvent("beforeinput", { data: letter, bubbles: true, cancelable: true }));
    field.value += letter;
    field.dispatchEvent(new InputEvent("input", { data: letter, bubbles: true }));
  }
  await settled();
}

/** axe must find nothing (contrast is looked at in a real browser). */
export async function expectNoFindings(): Promise<void> {
  const found = await axe.run(document.body, { rules: { "color-contrast": { enabled: false } } });
  expect(found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(" ")}`)).toEqual([]);
}
