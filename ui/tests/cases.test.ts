// 办件: what was erased here comes back for a purpose; a time in question is a supervisor's to settle.
import { afterEach, expect, it } from "vitest";

import { at, click, expectNoFindings, has, open, press, type } from "./stage";

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

it("s34 s52 who accepts is named, and the other side's number is filled back with its state", async () => {
  const { fake } = await first({ elsewhere: true });
  await expectNoFindings();
  expect(at("elsewhere-say").textContent).toContain("由邻江市公安局受理");
  await click("elsewhere-save");
  expect(at("elsewhere-fault").textContent).toContain("请先填写对方给出的编号");
  await type("elsewhere-in", "LJ-2026-0007");
  await click("elsewhere-accepted");
  await click("elsewhere-save");
  expect(fake.calls.filter(([name]) => name === "caseLink")).toEqual([["caseLink", "case-0", "LJ-2026-0007", "accepted"]]);
  expect(at("elsewhere-number").textContent).toContain("LJ-2026-0007");
  expect(at("elsewhere-state").textContent).toContain("对方已受理");
  close();
  await first({});
  expect(has("case-elsewhere")).toBe(false);
});

it("s28 what no register could tell is looked at by a person, and by two where a check must pass", async () => {
  const { fake } = await first({});
  await press("3");
  expect(at("review-why").textContent).toContain("核对证件原件");
  await expectNoFindings();
  await click("review-go");
  expect(at("review-fault").textContent).toContain("属实或者不实");
  await click("review-so");
  expect(has("second-user")).toBe(false);
  await click("review-go");
  expect(at("review-fault").textContent).toContain("核对的经过");
  await type("review-reason", "窗口核对了身份证原件");
  await click("review-go");
  const steps = () => fake.calls.filter(([name]) => name === "caseStep").at(-1);
  expect(steps()).toEqual(["caseStep", "case-0", { action: "review", matter: "applicant", way: "original", so: true, reason: "窗口核对了身份证原件" }, null, ""]);
  expect(has("review-dialog")).toBe(false);
  await click("review-open-check:insured");
  await click("review-not_so");
  expect(at("review-means").textContent).toContain("不会自动作出决定");
  expect(has("second-user")).toBe(false);
  await click("review-so");
  expect(has("second-user")).toBe(true);
  await expectNoFindings();
});

it("s54 an alarm is explained with words, stays, and the due day opens its explanation", async () => {
  const { fake } = await first({});
  await expectNoFindings();
  expect(at("clock-card").textContent).toContain("黄牌");
  await click("clock-how");
  expect(at("due-dialog").textContent).toContain("春节放假");
  await press("Escape");
  await click("alarm-explain-0");
  expect(at("case-clock").textContent).toContain("请先写说明");
  await type("alarm-reason-0", "当事人当日改变主意");
  await click("alarm-explain-0");
  expect(fake.calls.filter(([name]) => name === "caseExplain")).toEqual([["caseExplain", "case-0", "order:1", "当事人当日改变主意"]]);
  expect(at("alarm-said-0").textContent).toContain("当事人当日改变主意");
  expect(at("alarm-0").textContent).toContain("黄灯");
});

it("s73 the list says the card in words and goes by the soonest end on a key", async () => {
  const stage = await open({ cases: 50 });
  close = stage.close;
  await click("nav-cases");
  expect(at("case-card").textContent).toMatch(/[绿黄红]牌/);
  await press("F4");
  const last = () => stage.fake.calls.filter(([name]) => name === "cases").at(-1)?.[1];
  expect(last()).toMatchObject({ sort: "due" });
  await click("filter-red");
  expect(last()).toMatchObject({ filter: "red" });
});

it("a field is copied by its digit, and the case is done again on the desk by a key", async () => {
  const { fake } = await first({});
  await press("F8");
  await expectNoFindings();
  await press("2");
  expect(fake.calls.filter(([name]) => name === "caseCopy")).toEqual([["caseCopy", "case-0", "applicant.name"]]);
  expect(at("copy-said").textContent).toContain("申请人姓名");
  await press("Escape");
  await press("F7");
  expect(fake.calls.filter(([name]) => name === "repeatCase")).toEqual([["repeatCase", "case-0"]]);
  expect(has("desk")).toBe(true);
});
