import { afterEach, expect, it } from "vitest";

import { at, has, open, press, type } from "./stage";

let close = () => {};
afterEach(() => close());

const SAY = "“供水报装”在村（社区）一级未开通，由市级、县级、乡镇（街道）办理。";

async function desk() {
  const stage = await open({ filled: true, change: (desk) => desk.item && (desk.item.closed = { say: SAY, asked: null }) });
  close = stage.close;
  return (command: string) => stage.fake.calls.filter(([name]) => name === command).map(([, ...args]) => args);
}

it("s39 an item that is not open here says where it is, and a key asks the city with a reason", async () => {
  const told = await desk();
  expect(at("item-closed").textContent).toContain(SAY);
  await press("o", { altKey: true, code: "KeyO" });
  await press("F9");
  expect(at("opening-fault").textContent).toContain("请写明申请开通的理由");
  await type("opening-reason", "本村老人多");
  await press("F9");
  expect(told("requestOpening").at(-1)).toEqual(["91430400MA001100513432001001001", "本村老人多"]);
  expect(has("opening-dialog")).toBe(false);
  expect(at("item-asked").textContent).toContain("本村老人多");
  expect(at("item-asked-sent").textContent).toContain("待发送");
  // Asked once: the key has nothing more to do.
  await press("o", { altKey: true, code: "KeyO" });
  expect(has("opening-dialog")).toBe(false);
});

it("s39 F3 lists what is open here, and a search marks what is not", async () => {
  const told = await desk();
  await press("F3");
  await expect.poll(() => document.querySelectorAll("[data-test=box-hit]").length).toBe(2);
  expect(told("itemsHere").length).toBe(1);
  expect(has("hit-closed")).toBe(false);
  await type("box", "lnryzz");
  await expect.poll(() => has("hit-closed")).toBe(true);
  expect(at("hit-closed").textContent).toContain("本级未开通");
});
