// Edits of the draft, one after the other in the order of the clerk's hands.

import { asFault, host } from "@/host";
import type { DeskView } from "@/host/bindings";
import { hush, store, tell } from "@/state/store";

let last: Promise<unknown> = Promise.resolve();
const flushers = new Set<() => Promise<unknown>>();

/**
 * Does one thing to the draft after all that were begun before it, and shows the desk that comes back.
 * @returns whether it was done; a fault is told.
 */
export function edit(command: () => Promise<DeskView>): Promise<boolean> {
  const turn = last.then(async () => {
    // Nobody is at the desk any more: what a closing screen still wanted is moot.
    if (store.app?.phase !== "desk") return false;
    try {
      store.desk = await command();
      return true;
    } catch (thrown) {
      tell(thrown);
      return false;
    }
  });
  last = turn;
  return turn;
}

/** An edit that is an act of its own: the message of the act before goes. */
export function act(command: () => Promise<DeskView>): Promise<boolean> {
  hush();
  return edit(command);
}

/** As `edit`, but the fault comes back to be shown where the hand is (in a dialog). */
export function tryEdit(command: () => Promise<DeskView>): Promise<string | null> {
  const turn = last.then(async () => {
    try {
      store.desk = await command();
      return null;
    } catch (thrown) {
      return asFault(thrown).say;
    }
  });
  last = turn;
  return turn;
}

/** A field with typed text that is not handed over yet registers here; answers how to leave. */
export function onFlush(flusher: () => Promise<unknown>): () => void {
  flushers.add(flusher);
  return () => flushers.delete(flusher);
}

/** Hands over every field's text and waits until all edits are done. */
export async function settle(): Promise<void> {
  await Promise.all([...flushers].map((flusher) => flusher()));
  await last;
}

/** Asks for the desk as it stands. */
export function reloadDesk(): Promise<boolean> {
  return edit(() => host.desk());
}

/** Who comes next: after a member of a group the next one of the list, else whoever stands there. */
export async function goOn(): Promise<void> {
  if (!store.desk?.saved?.group?.left) return nextCitizen();
  if (await act(() => host.nextMember())) store.screen = "desk";
}

/** The next citizen: what is on the desk stays as a draft or is saved already. */
export async function nextCitizen(): Promise<void> {
  await settle();
  if (await act(() => host.nextCitizen())) store.screen = "desk";
}
