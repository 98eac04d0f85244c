// A draft as the host would show it; plain data that the fake changes and shows again.

import type { DeskView, FieldView, MaterialView } from "@/host/bindings";
import { water } from "@/host/fake/people";
import { points } from "@/host/fake/points";

const blank: FieldView = {
  key: "", label: "", kind: "text", required: true, wide: false, hint: "", options: [], value: "", masked: false, tone: "empty", source: "需填写", error: null, offers: [], restorable: false,
};
const licence = { tone: "licence", source: "身份证" };
const deed = { tone: "licence", source: "不动产权证书" };

export const emptyDesk = (id: string): DeskView => ({
  draft: id,
  person: {
    present: false, kind: "self", name: "", id: "", id_kind: "", verdict: null, detail: "", credit: null, licences: [], others: 0, representative: null, presence: null,
    kinds: [{ code: "self", text: "本人" }, { code: "agent", text: "代理人" }, { code: "legal_person", text: "单位" }],
  },
  item: null,
  form: { fields: [], filled: 0, needed: 0 },
  materials: { lines: [], waived: 0, missing: 0 },
  decisions: [],
  note: "先扫凭证码，或输入事项名称、首字母选择事项。",
  signature: { present: false, text: "" },
  saved: null,
  doubles: null,
  mending: null,
  autosaved: "",
  checks: [],
});

export const chen = (desk: DeskView): DeskView => ({
  ...desk,
  person: {
    ...desk.person, present: true, name: "陈＊＊", id: "430＊＊＊＊＊＊＊＊＊＊＊0012", id_kind: "居民身份证",
    verdict: { tone: "ok", text: "凭证码有效" }, detail: "签名码离线核验 10:42:07", credit: { tone: "warn", text: "信用未核验" },
    licences: [
      { name: "居民身份证", badge: { tone: "ok", text: "已用" } },
      { name: "不动产权证书", badge: { tone: "ok", text: "已用" } },
    ],
    others: 2,
    presence: { label: "本人核验", seen: [{ tone: "plain", text: "未核验" }], eye: false, no_face: false },
  },
});

export const waterFields = (): FieldView[] => [
  { ...blank, ...licence, key: "name", label: "申请人姓名", value: "陈＊＊", masked: true },
  { ...blank, ...licence, key: "id", label: "证件号码", kind: "id", value: "430＊＊＊＊＊＊＊＊＊＊＊0012", masked: true },
  { ...blank, ...deed, key: "address", label: "用水地址", wide: true, value: "江口镇枫林路 18 号 3 栋 502 室" },
  { ...blank, ...deed, key: "unit", label: "不动产单元号", value: "430400001002GB00012F00030502" },
  { ...blank, ...deed, key: "area", label: "建筑面积（㎡）", kind: "number", value: "98.60" },
  { ...blank, key: "phone", label: "联系电话", kind: "phone", value: "139＊＊＊＊2211", masked: true, tone: "edited", source: "人工修改　原：138＊＊＊＊0000" },
  { ...blank, key: "mail", label: "通信地址", value: "同用水地址", tone: "last", source: "上一件" },
  { ...blank, key: "people", label: "用水人口", kind: "number" },
  { ...blank, key: "visit", label: "希望勘察日期", kind: "workday" },
  { ...blank, key: "remark", label: "备注", required: false, wide: true, source: "选填" },
];

const ready = { state: "waived", badge: { tone: "ok" as const, text: "免于提交" }, actions: [], points: [], sample: "", pages: [] };

/** An open line that may be tolerated. */
export const openLine = {
  state: "open", badge: { tone: "warn" as const, text: "缺，可容缺" }, note: "次要材料，承诺按期补交即可先受理。",
  actions: ["tolerate", "camera", "file", "paper"], points: points("", "标注管径和水表位置", "与用水地址一致"),
};

export const waterLines = (): MaterialView[] => [
  { ...ready, n: 1, code: "identity", name: "申请人身份证明", note: "电子证照：居民身份证，有效至 2040-02-29", actions: ["view"], points: points("", "证件在有效期内", "姓名、证件号码与申请表一致", "照片与到场人一致") },
  { ...ready, n: 2, code: "property", name: "房屋权属证明", note: "电子证照：不动产权证书，长期有效", points: points("", "用水地址与权属证明记载的坐落一致"), sample: "不动产权证书附记页完整，坐落清晰" },
  { ...ready, n: 3, code: "application", name: "用水申请表", state: "open", badge: { tone: "plain", text: "待签名" }, note: "由申请表生成，受理时请申请人签名" },
  { ...ready, n: 4, code: "plan", name: "户内给水平面图", ...openLine, sample: "手绘也可以，标明用水点" },
  { ...ready, n: 5, code: "proxy", name: "授权委托书", state: "not_needed", badge: { tone: "plain", text: "不需要" }, note: "本人办理" },
];

export const withWater = (desk: DeskView): DeskView => ({
  ...desk, item: structuredClone(water), form: { fields: waterFields(), filled: 6, needed: 2 }, materials: { lines: waterLines(), waived: 2, missing: 1 },
});
