// 待发送: every stuck state has its ways out, by keys alone, and harm is asked about first.
import { afterEach, expect, it } from "vitest";

import { at, click, expectNoFindings, has, open, press, type } from "./stage";

let close = () => {};
afterEach(() => close());

async function queue(options: Parameters<typeof open>[0] = {}) {
  const stage = await open({ stuck: true, unsent: 6, ...options });
  close = stage.close;
  await click("nav-queue");
  return stage;
}

const ways = (): string[] => [...document.querySelectorAll("[data-test^=way-]")].map((one) => one.getAttribute("data-test")!.slice(4));

it("of five thousand rows only those in sight are in the page, and the keys reach the last", async () => {
  await queue({ unsent: 5000 });
  expect(document.querySelectorAll("[data-test=queue-row]").length).toBeLessThan(60);
  at("queue-grid").focus();
  await press("End");
  expect(at("queue-detail").textContent).toContain("临-0217-5999");
});

it("each stuck state says why and offers what the rules leave", async () => {
  await queue();
  at("queue-grid").focus();
  expect(at("queue-detail").textContent).toContain("没有这项权限");
  expect(ways()).toEqual(["mend", "sign", "discard", "open", "export"]);
  await press("ArrowDown");
  expect(ways()).toEqual(["retry", "mend", "sign", "discard", "open", "export"]);
  await press("ArrowDown");
  expect(at("queue-detail").textContent).toContain("需人工处理");
  expect(ways()).toEqual(["mend", "sign", "discard", "open", "export"]);
});

it("F7 discards only with a reason, a second person and their password, and the dialog can be left", async () => {
  const { fake } = await queue();
  await press("F7");
  await expectNoFindings();
  await press("Escape");
  expect(has("discard-dialog")).toBe(false);
  expect(fake.calls.filter(([name]) => name === "queueDiscard")).toEqual([]);
  await press("F7");
  await click("reason-duplicate");
  await click("way-go");
  expect(at("way-fault").textContent).toContain("密码不对");
  await type("way-password", "practice-0218");
  await click("way-go");
  expect(fake.calls.at(-1)?.slice(0, 5)).toEqual(["queueDiscard", "act-0", "0218", "practice-0218", "duplicate"]);
  expect(has("discard-dialog")).toBe(false);
  expect(document.querySelectorAll("[data-test=queue-row]").length).toBe(5);
});

it("F6 opens what is wrong on the desk, with the fault where it can be mended", async () => {
  const { fake } = await queue();
  await press("F6");
  expect(fake.calls.filter(([name]) => name === "queueMendOpen")).toEqual([["queueMendOpen", "act-0"]]);
  expect(has("queue")).toBe(false);
  expect(at("form").querySelector("[data-test=mend-fault]")?.textContent).toContain("住址没有填写");
  expect(document.querySelectorAll("[data-test=mend-fault]").length).toBe(1);
  await expectNoFindings();
});

it("F4 signs again by oneself, or by a colleague", async () => {
  const { fake } = await queue();
  await press("F4");
  await click("sign-colleague");
  await type("way-password", "practice-0218");
  await click("way-go");
  expect(fake.calls.filter(([name]) => name === "queueMend")).toEqual([["queueMend", "act-0", "0218", "practice-0218"]]);
});

it("F9 exports to the place that is offered and shows the code once, F10 says what is wrong with a file", async () => {
  const { fake } = await queue();
  await press("F9");
  await expectNoFindings();
  await click("bundle-wants-code");
  await click("bundle-go");
  expect(at("bundle-code").textContent).toMatch(/^\w{5}(-\w{5}){3}$/);
  await click("bundle-close");
  expect(fake.calls.filter(([name]) => name === "bundleExport")).toEqual([["bundleExport", "/home/clerk/离线包-20260212-104705.zcb", null, true]]);
  await press("F10");
  await click("bundle-go");
  expect(at("bundle-fault").textContent).toContain("请填写文件位置");
  await type("bundle-file", "/media/usb/photo.png");
  await click("bundle-go");
  expect(at("bundle-fault").textContent).toContain("什么都没有导入");
});

it("an empty queue says so, and nothing can be done to a row that is not there", async () => {
  await queue({ unsent: 0 });
  expect(at("queue-empty").textContent).toContain("没有待发送的内容");
  expect(has("queue-detail")).toBe(false);
  await press("F7");
  expect(has("discard-dialog")).toBe(false);
  await expectNoFindings();
});
