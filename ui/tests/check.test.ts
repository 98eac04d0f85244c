// 数据核查: what it says, and a fail taken over by two.

import { afterEach, describe, expect, it } from "vitest";

import { store } from "@/state/store";

import { at, click, expectNoFindings, has, open, settled, type } from "./stage";

let close: () => void = () => undefined;
afterEach(() => close());

async function failed() {
  const stage = await open({ filled: true });
  close = stage.close;
  store.desk!.checks = [
    { code: "months", name: "社会保险满 6 个月", badge: { tone: "bad", text: "核查不通过" }, detail: "先不收材料。请缴满后再申请。", can_override: true },
    { code: "once", name: "没有领过同类补贴", badge: { tone: "warn", text: "未核查" }, detail: "核查平台太慢，没有等到答复。", can_override: false },
  ];
  await settled();
  return stage;
}

describe("s59 data checks", () => {
  it("stand above the materials in words, and only a hard fail can be taken over", async () => {
    await failed();
    expect(at("check-months").textContent).toContain("核查不通过");
    expect(at("check-months").textContent).toContain("请缴满后再申请");
    expect(at("check-once").textContent).toContain("没有等到答复");
    expect(has("override-once")).toBe(false);
    await expectNoFindings();
  });

  it("want a reason and a second person's password, which is forgotten at once", async () => {
    const { fake } = await failed();
    await click("override-months");
    await type("override-reason", "缴费已补足，记录次日更新");
    await type("override-password", "wrong");
    await click("override-go");
    expect(at("override-fault").textContent).toContain("密码不对");
    expect(at<HTMLInputElement>("override-password").value).toBe("");
    await type("override-password", "practice");
    await click("override-go");
    expect(has("override-dialog")).toBe(false);
    expect(fake.calls.filter(([name]) => name === "overrideCheck").at(-1)?.slice(1, 3)).toEqual(["months", "缴费已补足，记录次日更新"]);
    expect(at("check-months").textContent).toContain("不通过，已复核");
  });

  it("are asked again when that is wanted", async () => {
    const { fake } = await failed();
    await click("recheck");
    expect(fake.calls.some(([name]) => name === "recheck")).toBe(true);
  });
});
