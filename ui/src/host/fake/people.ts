// Synthetic clerks, citizens and items; nobody here exists.

import type { AppView, ItemView, PhoneCitizenView } from "@/host/bindings";

const posts = [
  { code: "accept", name: "综合受理", outlet: "江口镇便民服务中心", window: "2 号窗" },
  { code: "deliver", name: "统一出件", outlet: "江口镇便民服务中心", window: "8 号窗" },
];

export const signInApp = (): AppView => ({
  phase: "sign_in",
  practice: true,
  city: "练习市",
  failure: null,
  clerks: [
    { user: "0217", name: "陈晓岚", post: "综合受理 · 2 号窗", practice_password: "practice-0217" },
    { user: "0218", name: "彭立新", post: "综合受理、统一出件 · 3 号窗", practice_password: "practice-0218" },
    { user: "0101", name: "周主任", post: "值班长 · 大厅", practice_password: "practice-0101" },
  ],
  backend: "",
  session: null,
  version: "0.1.0",
});

export const failedApp = (): AppView => ({ ...enrolApp(), phase: "failed", failure: "连不上市平台。本机还没有登记，要连上一次才能打开，之后断网也能用。请检查网线或无线网络后再试；仍连不上请找网络管理员。" });
export const enrolApp = (): AppView => ({ ...signInApp(), phase: "enrol", practice: false, city: "", clerks: [], backend: "zw.lianxi.example" });

export const deskApp = (user: string, post: string): AppView => {
  const app = signInApp();
  const clerk = app.clerks.find((one) => one.user === user);
  const using = posts.find((one) => one.code === post) ?? posts[0]!;
  return { ...app, phase: "desk", session: { user, name: clerk?.name ?? user, post: using, posts } };
};

export const citizens: PhoneCitizenView[] = [
  { key: "chen", name: "陈思远", note: "证照齐全；残疾人证已过期", licences: ["居民身份证", "不动产权证书", "结婚证", "残疾人证"] },
  { key: "liu", name: "刘予安", note: "陈思远的配偶", licences: ["居民身份证", "结婚证"] },
  { key: "ouyang", name: "欧阳明月", note: "复姓", licences: ["居民身份证"] },
];

export const scenes: [string, string][] = [
  ["ok", "正常"], ["expired", "已过期"], ["used", "已使用"], ["other_city", "外地的码"], ["malformed", "残缺的码"], ["payment", "付款码"],
];

export const water: ItemView = {
  code: "91430400MA001100513432001001001",
  short: "0225",
  name: "供水报装",
  version: 7,
  update: null,
  closed: null,
  by_default: null,
  told: [],
  plain: "给新房、门店或工地接通自来水并装表开户。",
  body: "练习市自来水有限责任公司",
  questions: [
    { code: "user", text: "用户类型", answer: "resident", badge: null, note: "", choices: [{ code: "resident", text: "居民" }, { code: "non_resident", text: "非居民" }, { code: "site", text: "建筑工地" }] },
    { code: "road", text: "是否需要破路施工", answer: "no", badge: null, note: "", choices: [{ code: "no", text: "不需要" }, { code: "yes", text: "需要" }, { code: "unclear", text: "不清楚，现场勘察" }] },
  ],
  promise: "5 个工作日",
  due: {
    text: "2月25日 周三", date: "2026-02-25", provisional: null,
    days: [
      { day: "2月12日 周四", counted: 1, why: "" }, { day: "2月13日 周五", counted: 2, why: "" }, { day: "2月14日 周六", counted: 3, why: "" },
      ...[15, 16, 17, 18, 19, 20, 21, 22, 23].map((day, n) => ({ day: `2月${day}日 周${"日一二三四五六日一"[n]}`, counted: null, why: "放假（春节）" })),
      { day: "2月24日 周二", counted: 4, why: "" }, { day: "2月25日 周三", counted: 5, why: "" },
    ],
  },
  fees: [
    { name: "勘察设计费", amount: "不收", basis: "湘发改价服〔2021〕1 号" },
    { name: "水表材料费", amount: "按公示标准", basis: "练习市供水收费公示" },
    { name: "安装费", amount: "按公示标准", basis: "练习市供水收费公示" },
  ],
  mode: null, joint: [], hints: [],
  tolerance: true,
  commitment: false,
};

export const items: { code: string; name: string; detail: string; keys: string; closed?: boolean }[] = [
  { code: water.code, name: "供水报装", detail: "0225 · 练习市自来水有限责任公司", keys: "gsbz0225供水报装自来水开户" },
  { code: "11430400MB0001", name: "食品经营许可", detail: "0312 · 练习市市场监督管理局", keys: "spjyxk0312食品经营许可" },
  { code: "11430400MB0002", name: "老年人优待证", detail: "0701 · 练习市民政局", keys: "lnryzz0701老年人优待证", closed: true },
];
