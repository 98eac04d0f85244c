import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { afterEach, describe, expect, it, vi } from "vitest";

import { stress } from "@/host/fake";
import type { CasesQuery } from "@/host/bindings";
import { store } from "@/state/store";
import { at, click, expectNoFindings, has, open, press, settled, type } from "./stage";

let close = () => {};
afterEach(() => close());

async function window(options: Parameters<typeof open>[0] = {}) {
  const stage = await open(options);
  close = stage.close;
  return stage;
}

describe("sign-in", () => {
  it("arrow keys choose the clerk from the password field, Enter signs in", async () => {
    const { fake } = await window({ signedIn: false });
    expect(document.activeElement).toBe(at("sign-in-password"));
    await press("ArrowDown");
    expect(at("sign-in-hint").textContent).toContain("practice-0218");
    await type("sign-in-password", "practice-0218");
    await click("sign-in");
    expect(fake.calls.filter(([name]) => name === "signIn")).toEqual([["signIn", "0218", "practice-0218"]]);
    expect(has("desk")).toBe(true);
  });

  it("a wrong password says what happened and keeps the clerk", async () => {
    await window({ signedIn: false });
    await type("sign-in-password", "x");
    await click("sign-in");
    expect(at("sign-in-fault").textContent).toContain("密码不对");
    expect(has("desk")).toBe(false);
  });
});

it("signing out with a value open leaves no fault behind for the next one", async () => {
  await window({ filled: true });
  await click("unmask-phone");
  await click("session");
  await click("sign-out");
  expect(has("sign-in-password")).toBe(true);
  expect(store.message).toBeNull();
  expect(store.desk).toBeNull();
});

describe("axe finds nothing", () => {
  it("sign-in", async () => {
    await window({ signedIn: false });
    await expectNoFindings();
  });

  for (const screen of ["desk", "cases", "queue", "phone", "devices"]) {
    it(screen, async () => {
      await window({ filled: true });
      await click(`nav-${screen}`);
      await expectNoFindings();
    });
  }

  it("the desk full to the brim", async () => {
    await window({ filled: true, change: stress });
    await expectNoFindings();
  });

  for (const key of ["F2", "F6", "F7"]) {
    it(`the dialog of ${key}`, async () => {
      await window({ filled: true });
      await press(key);
      expect(document.querySelector("[role=dialog]")).not.toBeNull();
      await expectNoFindings();
    });
  }
});

describe("cases", () => {
  it("of five thousand rows a page is asked for and those in sight are drawn; the keys reach the last", async () => {
    const { fake } = await window({ cases: 5000 });
    await click("nav-cases");
    const pages = () => fake.calls.filter(([name]) => name === "cases").map(([, query]) => query as CasesQuery);
    expect(pages()).toEqual([{ text: "", filter: "all", sort: "", limit: 100, after: null }]);
    expect(document.querySelectorAll("[data-test=case-row]").length).toBeLessThan(80);
    expect(at("cases-count").textContent).toContain("往下翻还有");
    at("cases-grid").focus();
    for (let ends = 0; ends < 50; ends += 1) await press("End");
    expect(at("cases-count").textContent).toBe("5000 件");
    expect(document.querySelectorAll("[data-test=case-row]").length).toBeLessThan(80);
    expect(pages().every(({ limit }) => limit === 100)).toBe(true);
    await press("Enter");
    expect(at("case-number").textContent).toContain("5999");
    await press("Escape");
    expect(has("case")).toBe(false);
  });

  it("what changes is asked for again as far as it was seen, and the chosen row stays", async () => {
    const { fake } = await window({ cases: 5000 });
    await click("nav-cases");
    at("cases-grid").focus();
    for (let ends = 0; ends < 3; ends += 1) await press("End");
    const seen = document.querySelector("[data-test=case-row].on")?.textContent;
    fake.emit("changed", undefined as never);
    await settled();
    expect(fake.calls.filter(([name]) => name === "cases").at(-1)).toEqual(["cases", { text: "", filter: "all", sort: "", limit: 400, after: null }]);
    expect(document.querySelector("[data-test=case-row].on")?.textContent).toBe(seen);
  });

  it("a text has one page of hits, and a long one when it is walked to its end", async () => {
    const { fake } = await window({ cases: 5000 });
    await click("nav-cases");
    await type("cases-search", "陈");
    const last = () => fake.calls.filter(([name]) => name === "cases").at(-1)?.[1];
    await vi.waitFor(() => expect(last()).toEqual({ text: "陈", filter: "all", sort: "", limit: 100, after: null }));
    await settled();
    at("cases-grid").focus();
    await press("End");
    expect(last()).toEqual({ text: "陈", filter: "all", sort: "", limit: 5000, after: null });
    expect(at("cases-count").textContent).toBe("1250 件");
  });

  it("a supplement is handed in only with what was attached or seen, and frees the decision", async () => {
    const { fake } = await window();
    await click("nav-cases");
    at("cases-grid").focus();
    await press("Enter");
    expect(at<HTMLButtonElement>("case-granted").disabled).toBe(true);
    expect(at("case-decide-why").textContent).toContain("还没有补交");
    expect(at<HTMLButtonElement>("case-supplement").disabled).toBe(true);
    at<HTMLInputElement>("case-paper-plan").click();
    await settled();
    await click("case-supplement");
    expect(fake.calls.filter(([name]) => name === "caseSupplement")).toEqual([["caseSupplement", "case-0", ["plan"]]]);
    expect(at<HTMLButtonElement>("case-granted").disabled).toBe(false);
  });
});

it("the strip says saved, not sent, since when and why", async () => {
  await window({ online: false, unsent: 3 });
  expect(at("strip").textContent).toContain("已保存在本机，未发送 3 件，最早 10:21");
  expect(at("strip-why").textContent).toContain("连不上市平台");
});

it("every row of the queue says its state in words and why", async () => {
  await window({ unsent: 3 });
  await click("nav-queue");
  const rows = [...document.querySelectorAll("[data-test=queue-row]")];
  expect(rows.length).toBe(3);
  for (const row of rows) expect(row.textContent).toMatch(/待发送.*连不上市平台.*10:47:05.*3 次/s);
});

it("the phone shows a code's text and picture, and the switches say what they mean", async () => {
  const { fake } = await window();
  await click("nav-phone");
  await click("phone-citizen-liu");
  await click("phone-show");
  expect(at("phone-code").textContent).toContain("liu");
  await click("cut");
  expect(fake.calls.filter(([name]) => name === "setCut")).toEqual([["setCut", true]]);
  expect(at("cut").getAttribute("aria-checked")).toBe("true");
});

it("the title names the screen and nobody", async () => {
  await window({ filled: true });
  expect(document.title).toBe("综窗 · 受理台");
});

describe("the sources", () => {
  const files = readdirSync("src", { recursive: true, encoding: "utf8" }).filter((name) => /\.(vue|ts)$/.test(name));

  it("have no Chinese text outside words, comments and the fake", () => {
    const found = files
      .filter((name) => !name.startsWith("words") && !name.startsWith(join("host", "fake")))
      .filter((name) => {
        const code = readFileSync(join("src", name), "utf8").replace(/\/\*[\s\S]*?\*\/|<!--[\s\S]*?-->|^\s*\/\/.*$/gm, "");
        // The mask's own star is a sign, not a text.
        return /[\u4e00-\u9fff\u3002\uff0c]/.test(code);
      });
    expect(found).toEqual([]);
  });

  it("reach the shell only through host", () => {
    const found = files.filter((name) => !name.startsWith("host") && readFileSync(join("src", name), "utf8").includes(["@tauri", "apps"].join("-")));
    expect(found).toEqual([]);
  });

  it("stay small", () => {
    const found = files.filter((name) => !name.startsWith("words") && !name.startsWith("host") && readFileSync(join("src", name), "utf8").split("\n").length > 230);
    expect(found).toEqual([]);
  });
});
