import { afterEach, describe, expect, it } from "vitest";

import type { ScanView } from "@/host/bindings";
import { store } from "@/state/store";
import { at, click, expectNoFindings, has, open, settled, type } from "./stage";

let close = () => {};
afterEach(() => close());

async function window(options: Parameters<typeof open>[0] = {}) {
  const stage = await open(options);
  close = stage.close;
  return stage;
}

const locked: ScanView = { outcome: "cannot_tell", code: "locked", title: "这次扫码没有处理", say: "窗口已锁定。请输入密码解锁。", ways: [], desk: null, case: null, choices: [], place: null };

describe("a scan where nobody is at the desk", () => {
  it("says why at the lock screen, and says it no more to who comes in", async () => {
    const { fake } = await window({ filled: true });
    await click("session");
    await click("lock");
    fake.emit("scanning", null);
    fake.emit("scanned", locked);
    await settled();
    expect(at("scan-say").textContent).toContain("解锁");
    expect(at<HTMLInputElement>("lock-password").value).toBe("");
    await expectNoFindings();
    await type("lock-password", "practice-0217");
    await click("unlock");
    expect(has("desk")).toBe(true);
    expect(store.message).toBeNull();
  });

  it("says why at the sign-in screen", async () => {
    const { fake } = await window({ signedIn: false });
    fake.emit("scanned", { ...locked, code: "signed_out", say: "还没有登录。请先登录。" });
    await settled();
    expect(at("scan-say").textContent).toContain("请先登录");
    await expectNoFindings();
  });

  it("says nothing where nobody can come in", async () => {
    const { fake } = await window({ phase: "enrol" });
    fake.emit("scanned", locked);
    await settled();
    expect(has("scan-message")).toBe(false);
  });
});

it("the verdict on a scan is told painted, for the benchmark", async () => {
  const { fake } = await window({ filled: true });
  fake.emit("scanned", { ...locked, code: "stranger" });
  await expect.poll(() => fake.calls.filter(([name, phase]) => name === "uiReady" && phase === "scan").length).toBe(1);
});

it("a half-composed syllable is not handed over by a scan, and is when it is composed", async () => {
  const { fake } = await window({ filled: true });
  const field = at<HTMLInputElement>("field-address");
  field.focus();
  field.value = "ni";
  field.dispatchEvent(new InputEvent("input", { data: "ni", bubbles: true, isComposing: true }));
  fake.emit("scanned", { ...locked, desk: await fake.desk() });
  await settled();
  const handed = () => fake.calls.filter(([name]) => name === "setField");
  expect(handed()).toEqual([]);
  expect(field.value).toBe("ni");
  expect(document.activeElement).toBe(field);
  field.value = "你";
  field.dispatchEvent(new CompositionEvent("compositionend", { data: "你", bubbles: true }));
  field.blur();
  await settled();
  expect(handed()).toEqual([["setField", "address", "你"]]);
});

describe("what the gun sends around its codes", () => {
  it("is learnt from a scan of the sample and taken back", async () => {
    const { fake } = await window({ filled: true });
    await click("nav-devices");
    expect(at("gun-prefix").textContent).toContain("没有");
    expect(has("gun-reset")).toBe(false);
    await click("gun-teach");
    expect(has("gun-lesson")).toBe(true);
    await expectNoFindings();
    fake.emit("scanning", null);
    fake.emit("gun", { outcome: "other_code", gun: await fake.gun() });
    await settled();
    expect(at("scan-title").textContent).toContain("不是样码");
    expect(has("gun-lesson")).toBe(true);
    fake.emit("gun", { outcome: "learnt", gun: { heard: true, sample: null, prefix: ["~"], suffix: ["#", "Enter"] } });
    await settled();
    expect(at("scan-title").textContent).toContain("学会");
    expect(has("gun-lesson")).toBe(false);
    expect(at("gun-prefix").textContent).toBe("~");
    expect(at("gun-suffix").textContent).toBe("#Enter");
    await click("gun-reset");
    expect(at("gun-suffix").textContent).toContain("没有教过");
  });

  it("is not learnt any more by who leaves the screen", async () => {
    const { fake } = await window({ filled: true });
    await click("nav-devices");
    await click("gun-teach");
    await click("nav-desk");
    expect(fake.calls.filter(([name]) => name === "gunStop").length).toBe(1);
  });
});
