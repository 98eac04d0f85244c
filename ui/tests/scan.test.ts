// What a scan leaves to the clerk: several codes, a desk that is not empty, a door plate.

import { expect, it } from "vitest";

import type { ScanView } from "@/host/bindings";

import { at, click, expectNoFindings, has, open, press, settled } from "./stage";

const nothing: ScanView = { outcome: "choose", code: "choose", title: "图里有 2 个可用的码", say: "请选要用哪一个，选之前什么都没有使用。", ways: [], desk: null, case: null, choices: [], place: null };
const two: ScanView = {
  ...nothing,
  choices: [
    { n: 1, kind: "签名凭证码", from: "练习市", detail: "陈＊＊ 430＊＊＊＊＊＊＊＊＊＊＊0012" },
    { n: 2, kind: "办事指南码", from: "练习市自来水有限责任公司", detail: "供水报装　第 7 版" },
  ],
};
const place: ScanView = {
  ...nothing, outcome: "place", code: "door-plate", title: "桐子坪村代办点", say: "这里可以办 1 个事项，请选一个打开。",
  place: { name: "桐子坪村代办点", address: "江口镇桐子坪村村部", outlet: "桐子坪村代办点，电话 0734-0000102", hours: "09:00-12:00，13:00-17:00", items: [{ code: "i-0225", short: "0225", name: "供水报装", plain: "给新房接通自来水。" }] },
};

it("several codes are listed; a digit picks one, Esc picks none", async () => {
  const { fake, close } = await open();
  fake.emit("scanned", two);
  await settled();
  expect(at("choice-dialog").textContent).toContain("供水报装");
  expect(at("scan-message").dataset["tone"]).toBe("warn");
  await expectNoFindings();
  await press("Escape");
  expect(has("choice-dialog")).toBe(false);
  expect(fake.calls.filter(([name]) => name === "scanChoose")).toEqual([]);
  fake.emit("scanned", two);
  await settled();
  await press("2");
  await settled();
  expect(fake.calls.filter(([name]) => name === "scanChoose")).toEqual([["scanChoose", 2]]);
  expect(has("choice-dialog")).toBe(false);
  close();
});

it("a later scan takes the question away", async () => {
  const { fake, close } = await open();
  fake.emit("scanned", two);
  await settled();
  fake.emit("scanned", await fake.scanText(""));
  await settled();
  expect(has("choice-dialog")).toBe(false);
  close();
});

it("typed text is handed over to the desk it was typed on before the desk changes", async () => {
  const { fake, close } = await open({ filled: true });
  const field = at<HTMLInputElement>("field-people");
  field.focus();
  field.value = "4";
  field.dispatchEvent(new Event("input"));
  fake.emit("scanned", { ...two, code: "draft_ask" });
  await settled();
  await click("choice-1");
  await settled();
  const order = fake.calls.map(([name]) => name).filter((name) => name === "setField" || name === "scanChoose");
  expect(order).toEqual(["setField", "scanChoose"]);
  close();
});

const offline: ScanView = { ...nothing, outcome: "cannot_tell", code: "offline", title: "连不上市平台", say: "一次性凭证码要联网才能核验。", ways: ["signed", "reader", "typed", "paper"] };

it("where a code cannot be used every other way is a button with its key, and does what the key does", async () => {
  const { fake, close } = await open({ filled: true });
  const offer = async () => {
    fake.emit("scanned", offline);
    await settled();
  };
  await offer();
  expect(["signed", "reader", "typed", "paper"].map((way) => at(`way-${way}`).querySelector("kbd")?.textContent)).toEqual(["F1", "Alt+R", "F2", "Alt+P"]);
  await expectNoFindings();
  await click("way-signed");
  expect(document.activeElement).toBe(at("box"));
  expect(has("scan-message")).toBe(false);
  await offer();
  await click("way-typed");
  expect(has("person-form-name")).toBe(true);
  await press("Escape");
  await offer();
  await click("way-reader");
  expect(fake.calls.map(([name]) => name)).toContain("readCard");
  // Which paper is in the clerk's hand nobody else knows: the hand goes to a line, and Alt+P there means that one.
  await offer();
  await click("way-paper");
  const button = document.activeElement as HTMLElement;
  expect(button.dataset["test"]).toMatch(/^paper-/);
  expect(fake.calls.filter(([name]) => name === "material")).toEqual([]);
  await press("p", { altKey: true, code: "KeyP" });
  expect(fake.calls.filter(([name]) => name === "material")).toEqual([["material", button.dataset["test"]?.slice(6), "paper"]]);
  // A way of a newer desk is left to its sentence.
  fake.emit("scanned", { ...offline, ways: ["palm", "typed"] });
  await settled();
  expect(has("way-palm")).toBe(false);
  expect(has("way-typed")).toBe(true);
  close();
});

it("a door plate lists its items and opens the picked one", async () => {
  const { fake, close } = await open();
  fake.emit("scanned", place);
  await settled();
  expect(at("place-dialog").textContent).toContain("给新房接通自来水");
  await expectNoFindings();
  await click("place-item-0225");
  await settled();
  expect(fake.calls.filter(([name]) => name === "chooseItem")).toEqual([["chooseItem", "i-0225"]]);
  expect(has("place-dialog")).toBe(false);
  close();
});

it("the item's guide code is shown to be photographed", async () => {
  const { close } = await open({ filled: true });
  await click("item-guide");
  await settled();
  expect(at("guide-text").textContent).toContain("ZC:ITEM:");
  expect(at("guide-picture").getAttribute("alt")).toBeTruthy();
  await expectNoFindings();
  close();
});
