// 办件: what was erased here comes back for a purpose; a time in question is a supervisor's to settle.
import { afterEach, expect, it } from "vitest";

import { at, click, expectNoFindings, has, open, type } from "./stage";

let close = () => {};
afterEach(() => close());

async function first(options: Parameters<typeof open>[0]) {
  const stage = await open(options);
  close = stage.close;
  await click("nav-cases");
  await click("case-row");
  return stage;
}

it("an erased case says so and comes back only for a purpose", async () => {
  const { fake } = await first({ erased: true });
  expect(at("case-erased").textContent).toContain("清除");
  await expectNoFindings();
  await click("erased-fetch");
  expect(at("erased-fault").textContent).toContain("查阅事由");
  await type("erased-purpose", "当事人申请复核");
  await click("erased-fetch");
  expect(fake.calls.filter(([name]) => name === "caseFetch").at(-1)).toEqual(["caseFetch", "case-0", "当事人申请复核"]);
  expect(has("case-erased")).toBe(false);
  expect(at("case").textContent).toContain("江口镇枫林路");
});

it("a time in question is settled with a ground, and nothing is asked where no time is", async () => {
  const { fake } = await first({ inQuestion: true });
  await expectNoFindings();
  await click("times-in-time");
  expect(at("case-times").textContent).toContain("请写明认定的依据");
  await type("times-reason", "收件登记簿");
  await click("times-in-time");
  expect(fake.calls.filter(([name]) => name === "caseSettle")).toEqual([["caseSettle", "case-0", "a1", true, "收件登记簿"]]);
  close();
  await first({});
  expect(has("case-times")).toBe(false);
});
