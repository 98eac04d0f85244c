import { afterEach, describe, expect, it } from "vitest";

import { stress } from "@/host/fake";
import { at, click, expectNoFindings, has, open, press, settled, type } from "./stage";

let close = () => {};
afterEach(() => close());

async function desk(options: Parameters<typeof open>[0] = {}) {
  const stage = await open({ filled: true, ...options });
  close = stage.close;
  const told = (command: string) => stage.fake.calls.filter(([name]) => name === command).map(([, ...args]) => args);
  return { ...stage, told };
}

describe("keys", () => {
  it("F1 puts the hand into the box and Enter takes the first hit", async () => {
    const { told } = await desk({ filled: false });
    await press("F1");
    expect(document.activeElement).toBe(at("box"));
    await type("box", "gsbz");
    await press("Enter");
    expect(told("chooseItem")).toEqual([["91430400MA001100513432001001001"]]);
    expect(at("item-name").textContent).toBe("供水报装");
  });

  it("the arrow keys choose among the hits", async () => {
    const { told } = await desk({ filled: false });
    await press("F1");
    await type("box", "11430400MB00002384");
    await press("Enter", { isComposing: true });
    expect(has("case")).toBe(false);
    at("box").dispatchEvent(new Event("input", { bubbles: true }));
    await expect.poll(() => document.querySelectorAll("[data-test=box-hit]").length).toBe(3);
    await press("ArrowDown");
    expect(at("box").getAttribute("aria-activedescendant")).toBe("box-hit-1");
    expect(told("case")).toEqual([]);
  });

  it("Enter goes to the next empty required field, past the filled and the optional ones", async () => {
    await desk();
    at("field-name").focus();
    await press("Enter");
    expect(document.activeElement).toBe(at("field-people"));
    await type("field-people", "3");
    await press("Enter");
    expect(document.activeElement).toBe(at("field-visit"));
    await type("field-visit", "2026-02-14");
    await press("Enter");
    expect(document.activeElement).toBe(at("decision-receive"));
  });

  it("a digit ticks a material only where no text is typed, with Alt everywhere", async () => {
    const { told } = await desk();
    at("field-people").focus();
    await press("4");
    expect(told("material")).toEqual([]);
    await press("4", { altKey: true });
    expect(told("material")).toEqual([["plan", "tolerate"]]);
    at("field-people").blur();
    await press("4");
    expect(told("material").at(-1)).toEqual(["plan", "untolerate"]);
  });

  it("the digit of a settled line opens what can be done with it", async () => {
    const { told } = await desk();
    await press("1");
    expect(told("material")).toEqual([]);
    expect(at("material-identity").textContent).toContain("证件在有效期内");
  });

  it("F-keys do nothing behind a dialog, Esc closes it and the typed text is still there", async () => {
    const { told } = await desk();
    await type("field-people", "3");
    await press("F2");
    expect(has("person-form")).toBe(true);
    await press("F5");
    expect(told("decide")).toEqual([]);
    await press("Escape");
    expect(has("person-form")).toBe(false);
    expect(at<HTMLInputElement>("field-people").value).toBe("3");
  });

  it("a key press hands the typed text over before it decides", async () => {
    const { fake } = await desk();
    await type("field-people", "3");
    await press("F5");
    const names = fake.calls.map(([name]) => name);
    expect(names.indexOf("setField")).toBeGreaterThan(-1);
    expect(names.indexOf("setField")).toBeLessThan(names.indexOf("decide"));
  });
});

describe("fields", () => {
  it("typing into a masked value replaces it whole", async () => {
    const { told } = await desk();
    await type("field-phone", "13700001111");
    at("field-phone").blur();
    await settled();
    expect(told("setField")).toEqual([["phone", "13700001111"]]);
    expect(at<HTMLInputElement>("field-phone").value).toBe("137＊＊＊＊1111");
  });

  it("a masked value that was only visited is not sent", async () => {
    const { told } = await desk();
    at("field-phone").focus();
    at("field-phone").blur();
    await settled();
    expect(told("setField")).toEqual([]);
    expect(at<HTMLInputElement>("field-phone").value).toBe("139＊＊＊＊2211");
  });

  it("an input method that announces nothing still leaves no mask in the value", async () => {
    const { told } = await desk();
    const field = at<HTMLInputElement>("field-phone");
    field.focus();
    field.value += "137";
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.blur();
    await settled();
    expect(told("setField")).toEqual([["phone", "137"]]);
  });

  it("showing a masked value goes through the host, which records it", async () => {
    const { told } = await desk();
    await click("unmask-phone");
    expect(told("unmask")).toEqual([["phone"]]);
    expect(at<HTMLInputElement>("field-phone").value).toBe("13900002211");
    await click("nav-queue");
    expect(told("remask")).toEqual([[]]);
  });

  it("every field has a label, its source in words and its error beside it", async () => {
    await desk({ change: stress });
    const inputs = [...document.querySelectorAll<HTMLInputElement>("[data-test=form] .v")];
    expect(inputs.length).toBe(10);
    for (const input of inputs) {
      expect(document.querySelector(`label[for="${input.id}"]`)?.textContent).toBeTruthy();
      const key = input.id.replace("field-", "");
      expect(at(`source-${key}`).textContent?.trim()).toBeTruthy();
      expect(input.getAttribute("aria-describedby")).toContain(`field-${key}-error`);
      expect(at(`error-${key}`).textContent).toContain("请核对原件");
    }
  });
});

describe("decisions", () => {
  it("what the rules forbid stays, with its reason beside it and said when pressed", async () => {
    const { told } = await desk();
    const dead = at("decision-accept");
    expect(dead.getAttribute("aria-disabled")).toBe("true");
    expect(at("decision-why").textContent).toContain("还没有填");
    await press("F9");
    expect(told("decide")).toEqual([]);
    expect(at("scan-say").textContent).toContain("“用水人口”还没有填");
  });

  it("a decision that wants a signature takes it first; a blank one is refused inside the pad", async () => {
    const { told } = await desk();
    await type("field-people", "3");
    await type("field-visit", "2026-02-14");
    at("field-visit").blur();
    await press("4");
    await press("F10");
    expect(has("sign-dialog")).toBe(true);
    await click("sign-ok");
    expect(at("sign-fault").textContent).toContain("空白");
    expect(told("decide")).toEqual([]);
    const pad = at<HTMLCanvasElement>("sign-pad");
    pad.setPointerCapture = () => undefined;
    for (const step of ["pointerdown", "pointermove", "pointerup"]) pad.dispatchEvent(new PointerEvent(step, { pointerId: 1, button: 0, bubbles: true }));
    await click("sign-ok");
    expect(told("decide").map(([action]) => action)).toEqual(["tolerance"]);
    expect(at("saved-number").textContent).toBe("临-0217-1000");
    expect(at("saved-say").textContent).toContain("还没有存入市平台");
    await press("F11");
    expect(has("saved")).toBe(false);
  });

  it("a refusal needs words and, where another body is competent, its name", async () => {
    const { told } = await desk();
    await press("F7");
    await click("refuse-go");
    expect(at("refuse-fault").textContent).toContain("理由");
    await type("refuse-say", "不需要许可");
    await click("refuse-go");
    expect(told("decide")).toEqual([["refuse", { gaps: [], ground: "not_needed", say: "不需要许可", competent: null }]]);
  });

  it("one too many is asked about once: go there, or on with a reason", async () => {
    const doubles = { case: "case-0", number: "临-0217-1000", stage: "已收件", day: "2026-03-02", reason: "" };
    const { told } = await desk({ change: (view) => (view.doubles = doubles) });
    await press("F7");
    expect(has("double-dialog")).toBe(false);
    await press("Escape");
    await press("F5");
    expect(at("double-number").textContent).toBe("临-0217-1000");
    expect(document.activeElement).toBe(at("double-open"));
    await expectNoFindings();
    await click("double-go");
    expect(at("double-fault").textContent).toContain("理由");
    expect(told("decide")).toEqual([]);
    await type("double-why", "另一处房屋");
    await click("double-go");
    expect(told("takeAgain").at(-1)).toEqual(["另一处房屋"]);
    expect(told("decide").map(([action]) => action)).toEqual(["receive"]);
    expect(has("double-dialog")).toBe(false);
  });

  it("one too many leads to the case that stands open", async () => {
    const doubles = { case: "case-0", number: "临-0217-1000", stage: "已收件", day: "2026-03-02", reason: "" };
    const { told } = await desk({ change: (view) => (view.doubles = doubles) });
    await press("F5");
    await click("double-open");
    expect(has("double-dialog")).toBe(false);
    expect(has("case-number")).toBe(true);
    expect(told("decide")).toEqual([]);
  });

  it("a notice names what is open and what was ticked", async () => {
    const { told } = await desk();
    await press("F6");
    at("notice-dialog").querySelector<HTMLInputElement>("input[type=checkbox]")?.click();
    await click("notice-go");
    const [, words] = told("decide")[0] as [string, { gaps: { code: string; problem: string }[] }];
    expect(words.gaps.map((gap) => gap.code)).toEqual(["identity", "plan"]);
    expect(words.gaps[0]?.problem).toContain("证件在有效期内");
  });
});

describe("scans", () => {
  it("a scan works from any screen and shows the person; Esc takes the message away", async () => {
    const { fake } = await desk({ filled: false });
    await click("nav-queue");
    const scan = await fake.scanText("");
    fake.emit("scanned", scan);
    await settled();
    expect(has("desk")).toBe(true);
    expect(at("scan-title").textContent).toBe("凭证码有效");
    expect(at("person-name").textContent).toBe("陈＊＊");
    await press("Escape");
    expect(has("scan-message")).toBe(false);
  });

  it("five failures have five sentences", async () => {
    const { fake } = await desk({ filled: false });
    const said = new Set<string>();
    for (const scene of ["expired", "used", "other_city", "malformed", "payment"]) {
      await fake.phoneCode("chen", "opaque", scene, null);
      fake.emit("scanned", await fake.scanText(""));
      await settled();
      expect(at("scan-message").parentElement?.getAttribute("role")).toBe("alert");
      said.add(`${at("scan-title").textContent}${at("scan-say").textContent}`);
    }
    expect(said.size).toBe(5);
  });

  it("a scan of another person ends a signature that was under way", async () => {
    const { fake } = await desk();
    await press("F7");
    fake.emit("scanned", await fake.scanText(""));
    await settled();
    expect(has("refuse-dialog")).toBe(false);
  });
});

it("forty materials have forty lines, and F4 serves the one under the hand", async () => {
  await desk({ change: stress });
  expect(document.querySelectorAll("[data-code]").length).toBe(40);
  at("material-m17").querySelector<HTMLElement>("[data-line]")?.focus();
  let opened = false;
  at<HTMLInputElement>("material-file").click = () => (opened = true);
  await press("F4");
  expect(at("capture-dialog").textContent).toContain(at("material-m17").querySelector("[data-line]")?.textContent ?? "no line");
  await click("capture-file");
  expect(opened).toBe(true);
});

describe("a file dragged over the window", () => {
  // There is no layout here: what lies under the pointer is said.
  function under(name: string): { x: number; y: number } {
    document.elementFromPoint = () => at(name).lastElementChild ?? at(name);
    return { x: 1, y: 1 };
  }

  it("lights the line it is over, is that line's when it falls, and leaves no light behind", async () => {
    const { fake, told } = await desk();
    fake.emit("drag", { phase: "over", ...under("material-plan") });
    expect(at("material-plan").hasAttribute("data-over")).toBe(true);
    fake.emit("drag", { phase: "over", ...under("box-place") });
    expect(at("material-plan").hasAttribute("data-over")).toBe(false);
    expect(at("box-place").hasAttribute("data-over")).toBe(true);
    fake.emit("drag", { phase: "drop", ...under("material-plan") });
    await settled();
    expect(told("attachHanded")).toEqual([["plan"]]);
    expect(document.querySelectorAll("[data-over]").length).toBe(0);
  });

  it("on the box is a picture of a code, and beside every place is nothing", async () => {
    const { fake, told } = await desk();
    fake.emit("drag", { phase: "drop", ...under("strip") });
    fake.emit("drag", { phase: "over", ...under("box-place") });
    fake.emit("drag", { phase: "out", x: 0, y: 0 });
    expect(document.querySelectorAll("[data-over]").length).toBe(0);
    expect(told("scanHanded")).toEqual([]);
    fake.emit("drag", { phase: "drop", ...under("box-place") });
    await settled();
    expect(told("scanHanded").length).toBe(1);
  });
});
