// The keyboard of the whole window. What a screen does with a key it registers; a dialog on top takes the keys alone.

type Handler = (event: KeyboardEvent) => void;
const handlers = new Map<string, Handler[]>();
let dialogs = 0;

/** Binds a key (`F1`, `Escape`, `digit`); the newest binding wins. Answers how to let go. */
export function onKey(key: string, handler: Handler): () => void {
  const all = handlers.get(key) ?? [];
  all.push(handler);
  handlers.set(key, all);
  return () => {
    const at = all.indexOf(handler);
    if (at >= 0) all.splice(at, 1);
  };
}

/** Does what the key does, for the button that carries it. */
export function press(key: string): void {
  handlers.get(key)?.at(-1)?.(new KeyboardEvent("keydown", { key }));
}

/** A dialog opened or closed. */
export function dialogOpened(): () => void {
  dialogs += 1;
  return () => (dialogs -= 1);
}

/** Whether a dialog holds the keys. */
export function inDialog(): boolean {
  return dialogs > 0;
}

/** Whether typed characters belong to the element. */
export function takesText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !["radio", "checkbox", "button", "file"].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable;
}

/** The material digit of a key press: bare outside text, with Alt anywhere; null for any other press. */
export function digitOf(event: KeyboardEvent): number | null {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return null;
  // The physical key: an input method may give another character.
  const found = /^(?:Digit|Numpad)([1-9])$/.exec(event.code) ?? /^([1-9])$/.exec(event.key);
  if (!found?.[1] || (!event.altKey && takesText(event.target))) return null;
  return Number(found[1]);
}

/** What a press is called: `digit`, `Alt+R`, else its key. */
function nameOf(event: KeyboardEvent): string {
  if (digitOf(event) !== null) return "digit";
  // The physical key, as with digits.
  const letter = event.altKey && !event.ctrlKey && !event.metaKey && /^Key([A-Z])$/.exec(event.code);
  return letter ? `Alt+${letter[1]}` : event.key;
}

function dispatch(event: KeyboardEvent): void {
  if (event.isComposing || event.defaultPrevented) return;
  const name = nameOf(event);
  const functionKey = /^F\d+$/.test(event.key);
  if (inDialog()) {
    // The browser's own F-keys (reload, find) never act behind a dialog.
    if (functionKey) event.preventDefault();
    return;
  }
  const handler = handlers.get(name)?.at(-1);
  if (!handler) {
    if (functionKey) event.preventDefault();
    return;
  }
  event.preventDefault();
  handler(event);
}

/** Begins to listen; answers how to stop. */
export function listenKeys(): () => void {
  window.addEventListener("keydown", dispatch);
  return () => window.removeEventListener("keydown", dispatch);
}
