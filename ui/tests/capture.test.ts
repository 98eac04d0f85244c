// 拍照: the dialog of a material line, with the fake's camera under it.

import { afterEach, describe, expect, it } from "vitest";

import { at, click, expectNoFindings, has, open, press, settled } from "./stage";

let close: () => void = () => undefined;
afterEach(() => close());

async function shooting(options: Parameters<typeof open>[0] = {}) {
  const stage = await open({ filled: true, ...options });
  close = stage.close;
  at("material-plan").querySelector<HTMLElement>("[data-line]")?.focus();
  await press("F4");
  return stage;
}

const pages = (): string[] => [...document.querySelectorAll<HTMLElement>("[data-test=page]")].map((one) => one.dataset["page"] ?? "");

describe("s75 pages of a line", () => {
  it("opens by F4 for the line under the hand, and each press is a page", async () => {
    const { fake } = await shooting();
    expect(at("capture-dialog").textContent).toContain("户内给水平面图");
    expect(fake.calls.find(([name]) => name === "cameraOpen")?.slice(1)).toEqual(["户内给水平面图", "played", { width: 2592, height: 1944, rate: 10 }]);
    await press("F4");
    await press("F4");
    expect(pages()).toEqual(["page-1", "page-2"]);
    expect(at("page-warning").textContent).toContain("模糊，请重拍");
  });

  it("s60 shows the sample and the three rules beside the camera", async () => {
    await shooting();
    const sample = at("capture-sample");
    expect(sample.textContent).toContain("手绘也可以");
    expect([...sample.querySelectorAll("li")].map((one) => one.textContent?.slice(0, 2))).toEqual(["大小", "完整", "清晰"]);
    expect(sample.querySelector("svg")?.getAttribute("aria-label")).toContain("四角齐全");
  });

  it("moves, turns, cuts and takes away", async () => {
    const { fake } = await shooting();
    await press("F4");
    await press("F4");
    await click("page-down-0");
    expect(pages()).toEqual(["page-2", "page-1"]);
    await click("page-turn-0");
    expect(fake.calls.filter(([name]) => name === "pageCut").at(-1)).toEqual(["pageCut", "plan", "page-2", [0.1, 0.1, 0.9, 0.12, 0.88, 0.9, 0.1, 0.88], 1]);
    await click("page-cut-0");
    at("corner-0").focus();
    await press("ArrowRight");
    await click("cut-go");
    const corners = fake.calls.filter(([name]) => name === "pageCut").at(-1)?.[3] as number[];
    expect(corners[0]).toBeGreaterThan(0.1);
    await click("page-cut-0");
    await click("cut-whole");
    expect(fake.calls.filter(([name]) => name === "pageCut").at(-1)?.slice(3)).toEqual([[], 0]);
    await click("page-remove-0");
    expect(pages()).toEqual(["page-1"]);
  });

  it("leaving loses nothing and lets the camera go", async () => {
    const { fake } = await shooting();
    await press("F4");
    await press("Escape");
    expect(has("capture-dialog")).toBe(false);
    expect(fake.calls.some(([name]) => name === "cameraClose")).toBe(true);
    expect(at("material-plan").textContent).toContain("拍摄 1 页");
    await click("camera-plan");
    expect(pages()).toEqual(["page-1"]);
  });

  it("a camera that vanished says so, with a way on, and the dialog goes on", async () => {
    await shooting({ camera: 3 });
    expect(at("sight-said").textContent).toContain("高拍仪断开了");
    expect(has("camera-again")).toBe(true);
    expect(has("capture-file")).toBe(true);
  });

  it("a code under the camera is a scan, by F7 every pass of it", async () => {
    await shooting();
    await press("F7");
    await settled();
    expect(at("scan-message").textContent).toContain("凭证码有效");
  });

  it("axe finds nothing", async () => {
    await shooting();
    await press("F4");
    await expectNoFindings();
  });
});
