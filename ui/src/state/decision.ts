// The way of a decision: words it needs, signature it needs, then the host decides.

import { reactive } from "vue";

import { host, type DecisionWords } from "@/host";
import type { DecisionView } from "@/host/bindings";
import { reloadDesk, settle, tryEdit } from "@/state/desk";
import { hush, say, store } from "@/state/store";
import { zh as w } from "@/words/zh";

/** No words: what accepting needs. */
export const NO_WORDS: DecisionWords = { gaps: [], ground: "", say: "", competent: null };

/** Where a decision stands. */
export const deciding = reactive({
  decision: null as DecisionView | null,
  step: "none" as "none" | "double" | "notice" | "refuse" | "sign",
  words: NO_WORDS,
  fault: "",
  busy: false,
});

/** A button or its key was pressed. */
export async function begin(decision: DecisionView): Promise<void> {
  if (deciding.step !== "none" || deciding.busy) return;
  await settle();
  // The text just handed over may have changed what the rules allow.
  const now = store.desk?.decisions.find((one) => one.action === decision.action);
  if (!now) return;
  if (!now.allowed) {
    say("warn", w.decision.cannot(now.label), now.why);
    return;
  }
  hush();
  Object.assign(deciding, { decision: now, words: NO_WORDS, fault: "" });
  if (isDouble(now)) deciding.step = "double";
  else await start(now);
}

/** Whether the clerk is to be asked first: another open case of theirs for the item, and nobody said why. */
function isDouble(decision: DecisionView): boolean {
  const doubles = store.desk?.doubles;
  return !!doubles && !doubles.reason && decision.action !== "refuse";
}

async function start(decision: DecisionView): Promise<void> {
  deciding.step = "none";
  if (decision.action === "notice") deciding.step = "notice";
  else if (decision.action === "refuse") deciding.step = "refuse";
  else await proceed(NO_WORDS);
}

/** The clerk said why one more is taken in; on with what was pressed. */
export async function takeAgain(reason: string): Promise<void> {
  const decision = deciding.decision;
  if (!decision || deciding.busy) return;
  deciding.busy = true;
  const fault = await tryEdit(() => host.takeAgain(reason));
  deciding.busy = false;
  deciding.fault = fault ?? "";
  if (fault === null) await start(decision);
}

/** The words are there: sign first where the decision wants it, else decide. */
export async function proceed(words: DecisionWords): Promise<void> {
  deciding.words = words;
  deciding.fault = "";
  if (deciding.decision?.needs_signature && !store.desk?.signature.present) {
    deciding.step = "sign";
    return;
  }
  await finish();
}

/** The applicant signed; a refused signature says why inside the pad. */
export async function signed(how: "pad" | "paper_photo", png: string, strokes: number): Promise<void> {
  deciding.busy = true;
  const fault = await tryEdit(() => host.sign(how, png, strokes));
  deciding.busy = false;
  deciding.fault = fault ?? "";
  if (fault === null) await finish();
}

/** Leaves without deciding; the draft stays as it is. */
export function leave(): void {
  Object.assign(deciding, { decision: null, step: "none", words: NO_WORDS, fault: "" });
}

async function finish(): Promise<void> {
  const decision = deciding.decision;
  if (!decision) return;
  deciding.busy = true;
  const fault = await tryEdit(() => host.decide(decision.action, deciding.words));
  deciding.busy = false;
  if (fault === null) {
    leave();
    return;
  }
  if (deciding.step === "notice" || deciding.step === "refuse") {
    deciding.fault = fault;
    return;
  }
  // Another window's case of theirs may have come in while this one was filled in.
  if (!store.desk?.doubles && (await reloadDesk()) && isDouble(decision)) {
    deciding.step = "double";
    return;
  }
  leave();
  say("bad", w.decision.cannot(decision.label), fault);
}
