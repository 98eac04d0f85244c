// 名单: many people for one item become drafts.

import { afterEach, describe, expect, it, vi } from "vitest";

import { at, click, expectNoFindings, has, open, settled } from "./stage";

let close: () => void = () => undefined;
afterEach(() => close());

function choose(file: File): void {
  const input = at<HTMLInputElement>("roll-file");
  Object.defineProperty(input, "files", { value: [file], configurable: true });
  input.dispatchEvent(new Event("change"));
}

describe("s57 a list of people", () => {
  it("says how many became drafts and names each line that did not", async () => {
    const stage = await open({ filled: true });
    close = stage.close;
    await click("drafts");
    choose(new File(["姓名,证件号码\n"], "list.csv", { type: "text/csv" }));
    // A file is read behind the page's back: until that has been told, nothing here can be awaited.
    await vi.waitFor(() => expect(has("roll")).toBe(true), { timeout: 10_000 });
    await settled();
    const said = at("roll").textContent ?? "";
    expect(said).toContain("46 人已存成草稿");
    expect(said).toContain("第 31 行");
    expect(said).toContain("没有用上的栏目：团号");
    await expectNoFindings();
  });

  it("asks for an item first", async () => {
    const stage = await open();
    close = stage.close;
    await click("drafts");
    expect(has("roll-file")).toBe(false);
    expect(at("drafts-dialog").textContent).toContain("请先按 F3 选事项");
  });
});
