// 证照图样: a licence's file in the place of the materials, beside the form.

import { afterEach, describe, expect, it } from "vitest";

import { at, click, expectNoFindings, has, open, press, settled } from "./stage";

let close: () => void = () => undefined;
afterEach(() => close());

async function looking() {
  const stage = await open({ filled: true });
  close = stage.close;
  await press("l", { altKey: true, code: "KeyL" });
  await settled();
  return stage;
}

const asked = (calls: [string, ...unknown[]][]) => calls.filter(([name]) => name === "licencePage").map(([, code, page]) => [code, page]);

describe("a licence beside the form", () => {
  it("opens by its key in the place of the materials, and the form stays", async () => {
    const { fake } = await looking();
    expect(asked(fake.calls)).toEqual([["identity", 0]]);
    expect(has("licence-pane")).toBe(true);
    expect(has("materials")).toBe(false);
    expect(has("form")).toBe(true);
    expect(at("licence-page").textContent).toBe("第 1 / 2 页");
    const seal = at("licence-seal");
    expect(seal.textContent).toContain("印章有效");
    expect(seal.textContent).toContain("练习市公安局");
    await expectNoFindings();
  });

  it("turns pages from a field of the form too, and the seal's state stays", async () => {
    const { fake } = await looking();
    document.querySelector<HTMLInputElement>("[data-test=form] input")?.focus();
    await press("PageDown", { code: "PageDown" });
    await settled();
    expect(at("licence-page").textContent).toBe("第 2 / 2 页");
    expect(has("licence-seal")).toBe(true);
    await press("PageDown", { code: "PageDown" });
    await settled();
    expect(asked(fake.calls)).toEqual([["identity", 0], ["identity", 1]]);
    await press("PageUp", { code: "PageUp" });
    await settled();
    expect(at("licence-page").textContent).toBe("第 1 / 2 页");
  });

  it("grows, is drawn anew where it must be sharper, turns and fits again", async () => {
    const { fake } = await looking();
    at("licence-sight").focus();
    await press("+", { code: "Equal" });
    await settled();
    expect(at("licence-fit").textContent).toContain("150%");
    expect(fake.calls.filter(([name]) => name === "licencePage").at(-1)?.[3]).toBe(1500);
    await press("0", { code: "Digit0" });
    expect(at("licence-fit").textContent).toContain("适合宽度");
    await press("r", { code: "KeyR" });
    expect(at("licence-sight").dataset["turns"]).toBe("1");
    expect(at("licence-picture").style.transform).toContain("rotate(90deg)");
  });

  it("a letter typed into a field turns nothing, and Escape gives the materials back", async () => {
    await looking();
    const field = document.querySelector<HTMLInputElement>("[data-test=form] input");
    field?.focus();
    await press("r", { code: "KeyR" });
    expect(at("licence-sight").dataset["turns"]).toBe("0");
    at("licence-sight").focus();
    await press("Escape", { code: "Escape" });
    expect(has("materials")).toBe(true);
    expect(has("licence-pane")).toBe(false);
    await click("view-identity");
    expect(has("licence-pane")).toBe(true);
  });
});
