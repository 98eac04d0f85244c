// Codes and passwords: enrolment, another password, one more member, the keystore.
import { expect, it } from "vitest";

import { at, click, expectNoFindings, has, open, type } from "./stage";

const CODE = "K7Q2M-9XPTA-4HWZC-3NVEJ-8RYBD-5UFKG-6LSMW";

it("enrolment says what is missing with the hand in that field, and keeps what was typed", async () => {
  const { fake, close } = await open({ phase: "enrol" });
  expect(document.activeElement).toBe(at("enrol-code"));
  await type("enrol-code", CODE);
  await click("enrol");
  expect(at("enrol-fault").textContent).toContain("工号");
  expect(document.activeElement).toBe(at("enrol-user"));
  await type("enrol-user", "0217");
  await type("enrol-password", "a long word");
  await type("enrol-again", "a long ward");
  await click("enrol");
  expect(at("enrol-fault").textContent).toContain("不一样");
  expect(document.activeElement).toBe(at("enrol-again"));
  expect(at<HTMLInputElement>("enrol-code").value).toBe(CODE);
  expect(fake.calls.some(([call]) => call === "enrol")).toBe(false);
  await expectNoFindings();
  close();
});

it("a start that failed says why, and Enter tries once more", async () => {
  const { close } = await open({ phase: "failed" });
  expect(at("failure").textContent).toContain("还没有登记");
  expect(document.activeElement).toBe(at("try-again"));
  await expectNoFindings();
  await click("try-again");
  expect(at("tries").textContent).toContain("1 次");
  await click("try-again");
  expect(has("sign-in-password")).toBe(true);
  close();
});

it("another password: the old one is proved, the new one typed twice", async () => {
  const { fake, close } = await open({});
  await click("session");
  await click("password");
  await type("password-old", "practice-0218");
  await type("password-new", "another word");
  await type("password-again", "another word");
  await click("password-change");
  expect(at("password-fault").textContent).toContain("密码不对");
  expect(document.activeElement).toBe(at("password-old"));
  at<HTMLInputElement>("password-old").value = "";
  await type("password-old", "practice-0217");
  await click("password-change");
  expect(has("password-dialog")).toBe(false);
  expect(fake.calls).toContainEqual(["changePassword", "practice-0217", "another word"]);
  close();
});

it("one more member comes by a paper of their own", async () => {
  const { fake, close } = await open({});
  await click("session");
  await click("member");
  expect(document.activeElement).toBe(at("member-code"));
  await type("member-code", CODE);
  await type("member-user", " 0305 ");
  await type("member-password", "a long word");
  await type("member-again", "a long word");
  await click("member-add");
  expect(fake.calls).toContainEqual(["addMember", CODE, "0305", "a long word"]);
  expect(has("member-dialog")).toBe(false);
  close();
});

it("the keystore is turned on and off by the member's password, and a locked one says so", async () => {
  const { fake, close } = await open({});
  for (const [before, on] of [["没有打开", true], ["已打开", false]] as const) {
    await click("session");
    await click("keystore");
    expect(at("keystore-state").textContent).toContain(before);
    await type("keystore-password", "practice-0217");
    await click("keystore-turn");
    expect(fake.calls).toContainEqual(["useKeystore", "practice-0217", on]);
    expect(has("keystore-dialog")).toBe(false);
  }
  close();
  const locked = await open({ keystoreLocked: true });
  await click("session");
  await click("keystore");
  await type("keystore-password", "practice-0217");
  await click("keystore-turn");
  expect(at("keystore-fault").textContent).toContain("上着锁");
  expect(at<HTMLInputElement>("keystore-password").value).toBe("practice-0217");
  await expectNoFindings();
  locked.close();
});
