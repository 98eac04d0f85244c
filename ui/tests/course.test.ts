// 办件 on its way: a later gap is red and by two, a special procedure asks for what the paper needs.
import { afterEach, expect, it } from "vitest";

import { at, click, expectNoFindings, has, open, type } from "./stage";

let close = () => {};
afterEach(() => close());

async function first() {
  const stage = await open({});
  close = stage.close;
  await click("nav-cases");
  await click("case-row");
  return stage;
}

const steps = (fake: Awaited<ReturnType<typeof first>>["fake"]) => fake.calls.filter(([name]) => name === "caseStep").map(([, ...rest]) => rest);

it("s71 a later gap warns in red, then asks for a reason and a second person's password", async () => {
  const { fake } = await first();
  await click("step-notice");
  await click("notice-step-go");
  expect(at("notice-step-fault").textContent).toContain("至少勾选一项");
  await click("gap-plan-1");
  await click("notice-step-go");
  expect(at("later-gap").className).toContain("tone-bad");
  expect(at("later-gap").textContent).toContain("事后追加");
  await expectNoFindings();
  await type("later-reason", "补正后才看清图纸");
  await type("second-password", "wrong");
  await click("notice-step-go");
  expect(at("notice-step-fault").textContent).toContain("密码不对");
  expect(has("course-alarm")).toBe(false);
  await type("second-password", "practice");
  await click("notice-step-go");
  expect(has("notice-step")).toBe(false);
  expect(at("course-alarm").textContent).toContain("事后追加");
  const told = [["plan", "户内给水平面图", "不符合审查要点：标注水表位置"]];
  expect(steps(fake).at(-1)?.[1]).toEqual({ action: "notice", gaps: told, reason: "补正后才看清图纸" });
});

it("a special procedure asks which, on what ground, how long and why, and needs one person", async () => {
  const { fake } = await first();
  await click("step-suspend");
  await expectNoFindings();
  await type("step-reason", "送检水样");
  await click("step-go");
  expect(steps(fake).at(-1)).toEqual(["case-0", { action: "suspend", procedure: "hearing", ground: "《中华人民共和国行政许可法》第四十五条", days: 5, reason: "送检水样" }, null, ""]);
  expect(at("course-clock").textContent).toContain("送检水样");
});

it("what is not allowed names its ground, and the due date explains itself", async () => {
  await first();
  expect((at("step-extend") as HTMLButtonElement).disabled).toBe(true);
  expect(at("step-extend-why").textContent).toContain("已经延长过一次");
  await click("course-due-how");
  expect(at("due-dialog").textContent).toContain("春节放假");
});
