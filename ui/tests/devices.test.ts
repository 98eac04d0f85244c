// 读身份证 and 设备, as a clerk meets them.

import { afterEach, describe, expect, it } from "vitest";

import type { FakeOptions } from "@/host/fake";
import { store } from "@/state/store";
import { at, click, expectNoFindings, has, open, press, settled, type } from "./stage";

let close = (): void => undefined;
async function window(options: FakeOptions = {}) {
  const opened = await open(options);
  close = opened.close;
  return opened;
}
afterEach(() => close());

const altR = () => press("r", { code: "KeyR", altKey: true });

describe("s44 a card on the reader", () => {
  it("is read by Alt+R and fills the person, whatever letter the input method makes of it", async () => {
    await window();
    await press("®", { code: "KeyR", altKey: true });
    expect(has("card-dialog")).toBe(false);
    expect(at("person-name").textContent).toContain("陈");
    expect(store.message?.title).toBe("身份证已读");
  });

  it("is given up by Esc, and the shell is told", async () => {
    const { fake } = await window({ card: "waits" });
    await altR();
    expect(at("card-reading").textContent).toContain("请把身份证放在读卡器上");
    await expectNoFindings();
    await press("Escape");
    expect(has("card-dialog")).toBe(false);
    expect(fake.calls.map(([name]) => name)).toContain("cancelCard");
    expect(has("person-name")).toBe(false);
  });

  it("that cannot be read says why and offers the ways on", async () => {
    await window({ card: "absent" });
    await altR();
    expect(at("card-fault").textContent).toContain("没有找到身份证读卡服务");
    await expectNoFindings();
    await click("card-type");
    expect(has("card-dialog")).toBe(false);
    expect(has("person-form")).toBe(true);
  });

  it("that is read once more can still be given up by Esc", async () => {
    const { fake } = await window({ card: "absent" });
    await altR();
    at("card-again").focus();
    await click("card-again");
    expect(at("card-dialog").contains(document.activeElement)).toBe(true);
    await press("Escape");
    expect(has("card-dialog")).toBe(false);
    expect(fake.calls.filter(([name]) => name === "readCard")).toHaveLength(2);
  });

  it("of somebody else is asked about, and nobody's is forgotten", async () => {
    const { fake } = await window({ card: "ask", filled: true });
    await altR();
    expect(at("card-ask").textContent).toContain("刘＊＊");
    expect(at("card-dialog").contains(document.activeElement)).toBe(true);
    await expectNoFindings();
    await click("card-drop");
    expect(fake.calls.filter(([name]) => name === "settleCard")).toEqual([["settleCard", ""]]);
    await altR();
    await click("card-applicant");
    expect(fake.calls.at(-1)?.[0]).not.toBe("readCard");
    expect(store.message?.title).toBe("身份证已读");
  });
});

describe("the panel", () => {
  it("says of every device how it stands, and a test says what came of it", async () => {
    await window();
    await click("nav-devices");
    expect(at("device-state-serial").textContent).toContain("已断开");
    expect(at("device-state-printer").textContent).toContain("无响应");
    await click("device-test-reader");
    expect(store.message?.say).toContain("v3.3.4");
    await click("device-test-printer");
    expect(store.message?.tone).toBe("warn");
    expect(has("device-test-pen")).toBe(false);
  });

  it("keeps an address of this machine only", async () => {
    await window();
    await click("nav-devices");
    await type("set-reader", "http://10.0.0.7:8989");
    at<HTMLFormElement>("device-settings").querySelector("form")?.requestSubmit();
    await settled();
    expect(at("set-fault").textContent).toContain("本机");
    await expectNoFindings();
  });

  it("a device that is lost in use is said on every screen", async () => {
    const { fake } = await window();
    fake.emit("device", { tone: "warn", title: "扫码盒已断开", say: "请检查数据线。" });
    await settled();
    expect(at("scan-title").textContent).toBe("扫码盒已断开");
    expect(at("strip-serial").textContent).toContain("已断开");
    expect(has("strip-rating")).toBe(false);
  });
});
