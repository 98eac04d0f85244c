// A file dragged over the window. The shell hears the drag and keeps the file, because the webview's own drop brings
// none on Linux; here the place under the pointer is found, lit, and told when the file falls.

import type { Directive } from "vue";

import type { DragView } from "@/host";

/** What a place does with a drag. */
export type DropPlace = { drop: () => void; over?: (on: boolean) => void };

const places = new WeakMap<Element, DropPlace>();
let lit: Element | null = null;

/** Makes an element a place for files: `v-drop="{ drop }"`; null where it takes none. */
export const vDrop: Directive<HTMLElement, DropPlace | null> = {
  mounted: (element, { value }) => put(element, value),
  updated: (element, { value }) => put(element, value),
  beforeUnmount: (element) => {
    if (lit === element) lit = null;
    places.delete(element);
  },
};

/** Where the drag is now. */
export function dragged(drag: DragView): void {
  const under = drag.phase === "out" ? null : placeAt(drag.x, drag.y);
  light(drag.phase === "over" ? under : null);
  if (drag.phase === "drop" && under) places.get(under)?.drop();
}

function put(element: Element, place: DropPlace | null): void {
  if (place) places.set(element, place);
  else places.delete(element);
}

function placeAt(x: number, y: number): Element | null {
  let element = document.elementFromPoint(x, y);
  while (element && !places.has(element)) element = element.parentElement;
  return element;
}

function light(element: Element | null): void {
  if (lit === element) return;
  if (lit) show(lit, false);
  lit = element;
  if (lit) show(lit, true);
}

function show(element: Element, on: boolean): void {
  element.toggleAttribute("data-over", on);
  places.get(element)?.over?.(on);
}
