// 审查要点 (S56): answered by one key a line or one by one, in the way of the acceptance, told word for word where they fail.

import { afterEach, describe, expect, it } from "vitest";

import type { DeskView } from "@/host/bindings";
import { store } from "@/state/store";

import { at, click, expectNoFindings, has, open, press, settled } from "./stage";

let close: () => void = () => undefined;
afterEach(() => close());

async function seen() {
  // Nothing but the points stands in the way.
  const change = (desk: DeskView): void => desk.form.fields.forEach((field) => (field.required = false));
  const stage = await open({ filled: true, online: true, change });
  close = stage.close;
  await click("paper-plan");
  return stage;
}

const answers = (): (string | undefined)[] => [0, 1].map((n) => at(`point-plan-${n}`).dataset["answer"]);

describe("s56 the review points of what was looked at", () => {
  it("are open in words, stand in the way, and the button beside the reason leads to them", async () => {
    await seen();
    expect(answers()).toEqual(["open", "open"]);
    expect(at("point-plan-0").textContent).toContain("未核对");
    expect(at("note").textContent).toContain("户内给水平面图");
    await expectNoFindings();
    await click("to-points");
    expect(document.activeElement).toBe(at("hold-plan"));
  });

  it("are answered by the line's digit at once, or by Alt+Y on the line, and fold away", async () => {
    const { fake } = await seen();
    expect(at("hold-plan").textContent).toContain("4");
    await press("4");
    expect(fake.calls.at(-1)).toEqual(["material", "plan", "hold"]);
    expect(has("point-plan-0")).toBe(false);
    expect(at("held-plan").textContent).toContain("2 条都符合");
    expect(has("to-points")).toBe(false);
    await press("y", { altKey: true, code: "KeyY" });
    expect(at("scan-title").textContent).toContain("没有要核对的审查要点");
  });

  it("are answered one by one: a click holds, X fails, and what fails is never turned over by the one key", async () => {
    await seen();
    at("point-plan-0").focus();
    await press("ArrowDown");
    expect(document.activeElement).toBe(at("point-plan-1"));
    await press("x", { code: "KeyX" });
    expect(answers()).toEqual(["open", "fails"]);
    await press("4");
    expect(answers()).toEqual(["holds", "fails"]);
    await click("point-plan-0");
    expect(answers()).toEqual(["open", "fails"]);
    await click("fails-plan-1");
    expect(answers()).toEqual(["open", "open"]);
    await expectNoFindings();
  });

  it("are told word for word where they fail, and nobody has to tick them", async () => {
    const { fake } = await seen();
    const problem = store.desk!.materials.lines.find((line) => line.code === "plan")!.points[1]!.problem;
    await click("fails-plan-1");
    await press("F6");
    expect(at("told-plan").textContent).toContain(problem);
    await click("gap-plan-0");
    await click("notice-go");
    const [, action, words] = fake.calls.filter(([name]) => name === "decide").at(-1) as [string, string, { gaps: { code: string; problem: string }[] }];
    expect(action).toBe("notice");
    const plan = words.gaps.find((gap) => gap.code === "plan");
    expect(plan?.problem.split("；").sort()).toEqual([problem, store.desk!.materials.lines[3]!.points[0]!.problem].sort());
  });
});

describe("s56 what is handed in for a case", () => {
  it("is answered before it goes", async () => {
    const stage = await open({ online: true });
    close = stage.close;
    store.screen = "cases";
    await settled();
    await click("case-row");
    await click("case-paper-plan");
    await settled();
    expect(answers()).toEqual(["open", "open"]);
    at("point-plan-0").focus();
    await press("y", { altKey: true, code: "KeyY" });
    await settled();
    expect(answers()).toEqual(["holds", "holds"]);
    expect(has("case-hold-plan")).toBe(false);
    await click("case-supplement");
    expect(stage.fake.calls.some(([name, , codes]) => name === "caseSupplement" && (codes as string[])[0] === "plan")).toBe(true);
  });
});
