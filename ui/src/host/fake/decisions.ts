// What the fake's "rules" answer: enough to show every state of the bar, no more.

import type { DecisionView, DeskView } from "@/host/bindings";

/** The decisions and counts that follow from the draft. */
export function settleDesk(desk: DeskView, online: boolean): DeskView {
  if (!desk.item) return desk;
  const fields = desk.form.fields;
  const lines = desk.materials.lines;
  const empty = fields.filter((field) => field.required && !field.value);
  const wrong = fields.some((field) => field.error);
  const open = lines.filter((line) => line.state === "open" && line.code !== "application");
  const tolerated = lines.filter((line) => line.state === "tolerated");
  const lack = open[0] ?? tolerated[0];
  const unread = lines.find((line) => line.points.some((point) => point.answer === "open"));
  const failing = lines.find((line) => line.points.some((point) => point.answer === "fails"));
  const point = unread ? `“${unread.name}”的审查要点还没有核对。` : failing ? `“${failing.name}”不符合审查要点，不能受理。` : "";
  const form = empty.length ? `“${empty[0]!.label}”还没有填。` : wrong ? "申请表里有内容要改正。" : "";
  const accept = form || (lack ? `缺“${lack.name}”，不能直接受理。` : point);
  const tolerance = (form || (open.length ? `“${open[0]!.name}”还缺，请先容缺或收下。` : tolerated.length ? "" : "没有要容缺的材料，可以直接受理。")) || point;
  const sign = (action: string, key: string, label: string, why: string, needs = true): DecisionView => ({
    action, key, label: online ? label : "登记待确认受理", why, allowed: !why, primary: false, needs_signature: needs,
  });
  const plain = (action: string, key: string, label: string): DecisionView => ({ action, key, label, allowed: true, why: "", primary: false, needs_signature: false });
  const decisions = [sign("accept", "F9", "受理", accept), sign("tolerance", "F10", "容缺受理", tolerance), plain("receive", "F5", "只收件"), plain("notice", "F6", "一次性告知"), plain("refuse", "F7", "不予受理")];
  const first = decisions.find((one) => one.allowed);
  if (first) first.primary = true;
  return {
    ...desk,
    decisions,
    note: `${accept}${online ? "" : "现在离线：只出收件凭证和承诺书，受理待联网确认，从收件起算。"}`,
    form: { fields, filled: fields.filter((field) => ["licence", "last"].includes(field.tone)).length, needed: empty.length },
    materials: { lines, waived: lines.filter((line) => line.state === "waived").length, missing: open.length + tolerated.length },
    autosaved: "已自动保存 10:44:07",
  };
}
