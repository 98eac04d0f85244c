import { afterEach, expect, it } from "vitest";

import { at, has, open, press } from "./stage";

let close = () => {};
afterEach(() => close());

it("s10 what is told before a commitment stands there part by part, each under its title", async () => {
  const told: [string, string[]][] = [
    ["事项名称与设定依据", ["事项名称：食品经营许可"]],
    ["不实承诺的法律责任", ["撤销许可。", "记入信用记录。"]],
  ];
  const stage = await open({ filled: true, change: (desk) => desk.item && Object.assign(desk.item, { commitment: true, told }) });
  close = stage.close;
  await press("g", { altKey: true, code: "KeyG" });
  expect(at("told-0").textContent).toContain("事项名称与设定依据");
  expect(at("told-1").querySelectorAll("li").length).toBe(2);
  expect(has("told-2")).toBe(false);
});

it("s61 an item that the system decides past its promise says so, with the ground", async () => {
  const by_default = "超过承诺时限没有作出决定的，由市平台系统默认许可（第三条）。";
  const stage = await open({ filled: true, change: (desk) => desk.item && Object.assign(desk.item, { by_default }) });
  close = stage.close;
  expect(at("item-default").textContent).toContain("第三条");
});
