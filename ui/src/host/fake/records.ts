// Cases, queue and papers of the fake.

import type { CaseRowView, CaseView, ConnectionView, QueueRowView, QueueView, TraceView } from "@/host/bindings";
import { points } from "@/host/fake/points";

const ITEMS = ["供水报装", "食品经营许可", "老年人优待证", "新生儿落户"];
const NAMES = ["陈＊＊", "刘＊＊", "欧阳＊＊", "王＊"];

export const connection = (online: boolean, unsent: number): ConnectionView => ({
  online, unsent,
  text: online ? "在线" : "离线 12 分钟",
  oldest: unsent ? "10:21" : "",
  reason: online ? "" : "offline",
  why: online ? "" : "连不上市平台",
  next: online ? "" : "10:47:05",
  clock: "时间可信",
  clock_bad: false,
  attention: 0,
  enquiries: 0,
  enquiries_late: false,
  alarm: "",
});

export const caseRows = (count: number): CaseRowView[] =>
  Array.from({ length: count }, (_, n) => ({
    id: `case-${n}`,
    place: `${count - n}.case-${n}`,
    number: n % 5 ? `11430400MB00002384-20260212-${String(1000 + n)}` : `临-0217-${String(1000 + n)}`,
    provisional: n % 5 === 0,
    item: ITEMS[n % ITEMS.length]!,
    person: NAMES[n % NAMES.length]!,
    stage: n % 3 ? { tone: "ok" as const, text: "已受理" } : { tone: "warn" as const, text: "容缺受理" },
    lane: n === 0 ? { tone: "plain" as const, text: "绿色通道" } : null,
    card: n % 7 === 6 ? null : n % 3 ? { tone: "ok" as const, text: "绿牌" } : n % 2 ? { tone: "bad" as const, text: "红牌" } : { tone: "warn" as const, text: "黄牌" },
    due: n % 3 ? "2月25日 周三" : "补交至 2月25日",
    overdue: false,
    updated: "10:44",
    group: "",
    unsent: n % 5 ? 0 : 2,
  }));

export const caseView = (row: CaseRowView): CaseView => ({
  row,
  provisional_number: "临-0217-1000",
  id_number: "430＊＊＊＊＊＊＊＊＊＊＊0012",
  form: [["申请人姓名", "陈＊＊", "身份证"], ["用水地址", "江口镇枫林路 18 号 3 栋 502 室", "不动产权证书"], ["联系电话", "139＊＊＊＊2211", "手工填写"]],
  form_keys: ["name", "address", "phone"],
  materials: [
    { code: "identity", name: "申请人身份证明", badge: { tone: "ok", text: "免于提交" }, open: false, chosen: false, pages: [], seen: false, points: [] },
    { code: "plan", name: "户内给水平面图", badge: { tone: "warn", text: "容缺，待补交" }, open: true, chosen: false, pages: [], seen: false, points: [] },
  ],
  supplement_due: "2月25日 周三",
  presence_label: "本人核验", presence: [{ tone: "ok", text: "读卡器 2026-02-12 10:42" }, { tone: "bad", text: "人脸比对 2026-02-12 10:43 不一致 0.12" }],
  verified: [{ what: "申请人身份", badge: { tone: "ok", text: "已核验 2026-02-12 10:50" }, say: "", review: "" }, { what: "证照 不动产权证书", badge: { tone: "bad", text: "不符" }, say: "“房屋权属证明”的证照编号与市平台登记的不一致，请核对原件后更正。", review: "" }, { what: "核查 参保月数", badge: { tone: "warn", text: "需人工核对" }, say: "数据核查“参保月数”仍没有结果，请人工核对并登记结果。", review: "check:insured" }],
  left: false,
  clock: {
    card: { tone: "warn", text: "黄牌" }, phase: "受理后办结", stage: "容缺受理", person: "陈晓岚（0217）",
    due: { text: "2月25日 周三", date: "2026-02-25", provisional: null, days: [{ day: "2月13日 周五", counted: 1, why: "" }, { day: "2月16日 周一", counted: null, why: "春节放假" }, { day: "2月25日 周三", counted: 2, why: "" }] },
    say: "期限 2026-02-25 17:00，过后红牌。",
    by_default: null,
    waits: [{ from: "2026-02-12 11:00", to: "2026-02-12 15:00", why: "等待申请人补正" }],
    alarms: [{ key: "order:1", lamp: { tone: "warn", text: "黄灯" }, rule: "按收件、受理、决定的顺序办理", say: "已撤回之后又作出决定。", stage: "已撤回", person: "彭立新（0218）", at: "2026-02-12 16:00", explained: [] }],
  },
  expected: null,
  green: null,
  mode: "",
  trips: { tone: "plain", text: "跑动 1 次" },
  joint: [],
  times: [],
  elsewhere: null,
  follow_up: row.item === "食品经营许可" ? {
    stage: { tone: "warn", text: "待核查" }, kind: "实地核查", lines: [["经营场所布局和操作流程图", "实地核查"], ["食品安全管理制度文本", "书面核查"]],
    due: "4月14日 周二", overdue: false, provisional: null, what: "", barred: "", would_bar: "2028年3月2日",
  } : null,
  next_store: row.item === "食品经营许可",
  promise: row.item === "食品经营许可" ? "陈＊＊，2026-03-02 10:00，签批屏签名，承诺文本校验 6f1d2a90c44e71b3" : null,
  course: {
    alarms: [], clock: [], due: { text: "2月25日 周三", date: "2026-02-25", provisional: null, days: [{ day: "2月13日 周五", counted: 1, why: "" }, { day: "2月15日 周日", counted: null, why: "春节放假" }] },
    steps: [
      { action: "notice", key: "", label: "一次性告知", allowed: true, why: "", primary: false, needs_signature: false },
      { action: "suspend", key: "", label: "特别程序", allowed: true, why: "", primary: false, needs_signature: false },
      { action: "review", key: "", label: "人工核对", allowed: true, why: "", primary: false, needs_signature: false },
      { action: "extend", key: "", label: "延长期限", allowed: false, why: "办理期限已经延长过一次，不能再延长。请在期限内作出决定。", primary: false, needs_signature: false },
    ],
    lines: [{ code: "plan", name: "户内给水平面图", open: false, points: points("holds", "图纸有比例和方位", "标注水表位置") }],
    fields: [["people", "用水人口"]], procedures: [["hearing", "听证"], ["inspection", "检验"]], events: [],
    reviews: [{ matter: "applicant", what: "申请人身份", say: "市平台没有登记申请人，不能核验身份，请核对证件原件并登记结果。", by_two: false }, { matter: "check:insured", what: "核查 参保月数", say: "数据核查“参保月数”仍没有结果，请人工核对并登记结果。", by_two: true }],
    ways: [["original", "核对原件"], ["phone", "致电签发机关"]],
  },
  decisions: [
    { action: "supplement", key: "", label: "补交材料", allowed: true, why: "", primary: true, needs_signature: false },
    { action: "decide", key: "", label: "作出决定", allowed: false, why: "容缺的“户内给水平面图”还没有补交，补齐前不能作出决定。", primary: false, needs_signature: false },
    { action: "withdraw", key: "", label: "撤回申请", allowed: true, why: "", primary: false, needs_signature: false },
  ],
  papers: [
    { kind: "receipt", name: "收件凭证", why_not: null },
    { kind: "tolerance_notice", name: "容缺受理通知书", why_not: "受理待市平台确认，确认后可打印。" },
  ],
  trail: [
    { what: "收件", detail: "收到材料 4 份", at: "2月12日 10:44:07", by: "工号 0217", sent: { tone: "ok", text: "已存入市平台" } },
    { what: "登记待确认受理", detail: "容缺：户内给水平面图", at: "2月12日 10:44:09", by: "工号 0217", sent: { tone: "warn", text: "待发送" } },
  ],
});

/** A case of two steps, traced back. */
export const traceView = (): TraceView => ({
  number: "11430400MB00002384-20260212-1001", verdict: { tone: "ok", text: "逐步核验没有问题" },
  steps: [
    { what: "收件", by: "陈晓岚（0217）", terminal: "3f9a01c2d4e5", at: "2026-02-12 10:44", reason: "已收 3 份，未交 1 份", changed: ["未收件 → 已收件"], hash: "91aa02bc77de", verdict: { tone: "ok", text: "核验一致" } },
    { what: "容缺受理", by: "陈晓岚（0217）", terminal: "3f9a01c2d4e5", at: "2026-02-12 10:45", reason: "容缺受理，预计办结 2026-02-25", changed: ["已收件 → 容缺受理", "预计办结：— → 2026-02-25"], hash: "0b5e6f11c0aa", verdict: { tone: "ok", text: "核验一致" } },
  ],
});

/** Rows as a bad day leaves them: the first few want a person, each of another kind. */
export const queueRows = (count: number, stuck = false): QueueRowView[] =>
  Array.from({ length: count }, (_, n) => {
    const row: QueueRowView = {
      id: `act-${n}`, case: `case-${n}`, number: `临-0217-${1000 + n}`, what: n % 2 ? "登记待确认受理" : "收件", item: "供水报装", at: `10:2${n % 10}:07`,
      state: "retry_wait", state_text: "待发送", tone: "warn", reason: "连不上市平台，内容已存在本机，网络恢复后自动发送。", next: "10:47:05", attempts: 3, files: n % 2 ? 0 : 2,
      ways: ["retry", "open", "export"],
    };
    const kinds = [
      { state: "needs_fix", state_text: "需处理", tone: "bad", reason: "市平台退回，没有生效，本机保留；签名人的岗位当时没有这项权限（not_granted）", ways: ["mend", "sign", "discard", "open", "export"] },
      { state: "quarantined", state_text: "已搁置，需处理", tone: "bad", reason: "单独搁置，其余照常发送；市平台缺少它前面的动作或附件（missing）", ways: ["retry", "mend", "sign", "discard", "open", "export"] },
      { state: "contested", state_text: "已存入市平台，需人工处理", tone: "warn", reason: "市平台已存，与它掌握的情况不一致，要人工核对；办件和文书仍有效", ways: ["mend", "sign", "discard", "open", "export"] },
    ];
    return stuck && n < kinds.length ? { ...row, next: "", ...kinds[n] } : row;
  });

/** 待发送 around the rows. */
export const queueView = (head: ConnectionView, rows: QueueRowView[]): QueueView => ({
  connection: head, rows, total: rows.length, colleagues: ["0218"], export_to: "/home/clerk/离线包-20260212-104705.zcb",
  reasons: [["duplicate", "重复录入"], ["wrong_entry", "录错了，已另行办理"], ["other", "其他（请写明）"]],
});

/** One blank A4 page, the smallest PDF that a viewer opens. */
export function blankPdf(): string {
  const objects = [
    "<</Type/Catalog/Pages 2 0 R>>",
    "<</Type/Pages/Kids[3 0 R]/Count 1>>",
    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<>>>>",
    "<</Length 42>>stream\n0.11 0.34 0.66 rg 60 740 475 2 re f 0 g 0 0 0\nendstream",
  ];
  let text = "%PDF-1.4\n";
  const at = objects.map((object, n) => {
    const start = text.length;
    text += `${n + 1} 0 obj${object}endobj\n`;
    return start;
  });
  const table = text.length;
  text += `xref\n0 5\n0000000000 65535 f \n${at.map((one) => `${String(one).padStart(10, "0")} 00000 n \n`).join("")}trailer<</Size 5/Root 1 0 R>>\nstartxref\n${table}\n%%EOF`;
  return btoa(text);
}
