// What a screen must hold: long names, forty materials, an error in every field, thousands of rows.

import type { FakeOptions } from "@/host/fake/fake";
import { openLine } from "@/host/fake/draft";
import type { DeskView } from "@/host/bindings";

/** Fills the desk to the brim. */
export function stress(desk: DeskView): void {
  desk.person.name = "阿卜杜热西提·麦麦提图尔荪江·艾合买提尼亚孜·吐尔逊";
  for (const field of desk.form.fields) {
    field.error = `${field.label}与原件不一致：末尾少了一位。请核对原件后重新填写，或按 F6 一次性告知。`;
  }
  desk.materials.lines = Array.from({ length: 40 }, (_, n) => ({
    n: n + 1, code: `m${n + 1}`, name: `第 ${n + 1} 份申请材料（经营场所平面布局及设施设备清单）`, sample: "", pages: [], ...openLine,
  }));
}

/** The options in a page address, for looking at the screens in a browser: `?filled&stress&cases=5000&signin&online`. */
export function optionsOf(search: string): FakeOptions {
  const asked = new URLSearchParams(search);
  return {
    signedIn: !asked.has("signin"),
    filled: asked.has("filled"),
    online: asked.has("online"),
    cases: Number(asked.get("cases") ?? 40),
    change: asked.has("stress") ? stress : undefined,
  };
}
