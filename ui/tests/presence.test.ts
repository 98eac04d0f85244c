// 本人核验, as a clerk meets it (S44).

import { afterEach, describe, expect, it } from "vitest";

import type { FakeOptions } from "@/host/fake";
import { store } from "@/state/store";
import { at, click, expectNoFindings, has, open, press, settled } from "./stage";

let close = (): void => undefined;
async function window(options: FakeOptions = {}) {
  const opened = await open({ filled: true, ...options });
  close = opened.close;
  return opened;
}
afterEach(() => close());

const asked = (calls: readonly (readonly unknown[])[]) => calls.filter(([name]) => name === "compareFace");

describe("s44 the one at the desk", () => {
  it("is said not to have been seen, and nobody at the desk is not asked about", async () => {
    await window();
    expect(at("presence").textContent).toMatch(/本人核验.*未核验/);
    close();
    await window({ filled: false });
    expect(has("presence")).toBe(false);
  });

  it("is confirmed by eye, and that is taken back", async () => {
    await window();
    await click("presence-eye");
    expect(at("presence").textContent).toContain("✓");
    expect(at("presence").textContent).toContain("人工核对 10:45");
    await expectNoFindings();
    expect(at("presence-eye").textContent).toContain("撤回");
    await click("presence-eye");
    expect(at("presence").textContent).toContain("未核验");
  });

  it("has their face compared once they have said yes, and is told that the choice is theirs", async () => {
    const { fake } = await window();
    await click("presence-face");
    expect(at("face-ask").textContent).toBe("人脸比对须征得本人单独同意，不同意不影响办理，可改用读卡或人工核对。");
    expect(document.activeElement).toBe(at("face-no"));
    await expectNoFindings();
    expect(asked(fake.calls)).toEqual([]);
    await click("face-yes");
    expect(has("face-dialog")).toBe(false);
    expect(asked(fake.calls)).toEqual([["compareFace", true]]);
    expect(at("presence").textContent).toContain("人脸比对 10:44 一致 0.93");
    expect(store.message?.title).toBe("人脸比对一致");
  });

  it("who says no is not asked again, and Esc before an answer is none", async () => {
    const { fake } = await window();
    await click("presence-face");
    await press("Escape");
    expect(asked(fake.calls)).toEqual([]);
    await click("presence-face");
    await click("face-no");
    expect(asked(fake.calls)).toEqual([["compareFace", false]]);
    expect(has("presence-face")).toBe(false);
    expect(at("presence-no-face").textContent).toContain("不同意");
    expect(has("presence-eye")).toBe(true);
  });

  it("a comparison is given up by Esc, and the shell is told", async () => {
    const { fake } = await window({ face: "waits" });
    await click("presence-face");
    await click("face-yes");
    expect(at("face-comparing").textContent).toContain("正在比对");
    await expectNoFindings();
    await press("Escape");
    expect(has("face-dialog")).toBe(false);
    expect(fake.calls.map(([name]) => name)).toContain("cancelFace");
    expect(at("presence").textContent).toContain("未核验");
  });

  it("one that came to nothing says why", async () => {
    await window({ face: "refused" });
    await click("presence-face");
    await click("face-yes");
    expect(at("face-fault").textContent).toContain("取消了比对");
    expect(at("face-dialog").contains(document.activeElement)).toBe(true);
    await expectNoFindings();
  });

  it("is not offered a comparison where no device is set up", async () => {
    await window();
    store.devices = store.devices.map((device) => (device.id === "face" ? { ...device, can_test: false } : device));
    await settled();
    expect(has("presence-face")).toBe(false);
    expect(has("presence-eye")).toBe(true);
  });
});

describe("s44 a case", () => {
  it("says how the person was seen", async () => {
    await window({ filled: false });
    await click("nav-cases");
    document.querySelector<HTMLElement>('[data-test^="case-row"]')!.click();
    await settled();
    expect(at("case-presence").textContent).toMatch(/本人核验.*读卡器 2026-02-12 10:42.*不一致 0.12/s);
  });
});

describe("s44 the panel", () => {
  it("sets the device up, and plays it in the practice city", async () => {
    const { fake } = await window();
    await click("nav-devices");
    expect(at("device-state-face").textContent).toContain("模拟");
    const play = at<HTMLSelectElement>("play-face");
    play.value = "refused";
    play.dispatchEvent(new Event("change"));
    await settled();
    expect(fake.calls).toContainEqual(["playFace", "refused"]);
    await expectNoFindings();
  });
});
