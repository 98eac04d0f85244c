// Devices of the fake: one in every state.

import type { CardView, DeviceSettingsView, DeviceView } from "@/host/bindings";

const device = (id: string, name: string, state: string, tone: DeviceView["tone"], detail: string, more: Partial<DeviceView> = {}): DeviceView =>
  ({ id, name, state, tone, detail, last_use: "", can_test: false, can_simulate: false, ...more });

export const devices: DeviceView[] = [
  device("gun", "扫码枪", "可用", "ok", "即插即用，任何界面、任何输入法下都可以扫。", { last_use: "10:44:07" }),
  device("serial", "扫码盒", "已断开", "bad", "扫码盒断开了。请检查数据线，插好后自动恢复；其间可用扫码枪或输入框。", { can_test: true }),
  device("camera", "高拍仪", "模拟", "plain", "用文件代替：选择、拖入或粘贴照片。"),
  device("reader", "身份证读卡器", "模拟", "plain", "由练习城市代替，可以在下方换一张卡。", { can_test: true, can_simulate: true }),
  device("face", "人脸比对设备", "模拟", "plain", "由练习城市代替，可以在下方换一种结果。", { can_test: true, can_simulate: true }),
  device("pen", "签批屏", "模拟", "plain", "在屏幕上用鼠标签名。"),
  device("rating", "评价器", "未接", "plain", "没有接评价器。"),
  device("tickets", "排队叫号", "未接", "plain", "没有接叫号机，按“下一位”开始接待。"),
  device("printer", "打印机", "无响应", "warn", "打印服务没有应答。请检查打印机是否开机，再按“测试”。", { can_test: true }),
];

/** As a practice machine has them. */
export const settings: DeviceSettingsView = {
  reader: "", port: "", baud: 9600, face: "",
  practice_face: { outcome: "match", outcomes: [{ code: "match", text: "一致" }, { code: "refused", text: "本人在设备上取消" }] },
  ports: [{ name: "/dev/ttyACM0", text: "/dev/ttyACM0（Barcode Reader）" }, { name: "/dev/ttyS0", text: "/dev/ttyS0" }],
  practice: {
    citizen: "chen", trouble: "none",
    citizens: [{ code: "chen", text: "陈思远（证照齐全；残疾人证已过期）" }, { code: "liu", text: "刘春梅（身份证已过期）" }],
    troubles: [{ code: "none", text: "正常" }, { code: "not_connected", text: "读卡器没接" }],
  },
};

/** Somebody else is on the desk. */
export const askedCard: CardView = {
  outcome: "ask", title: "这是谁的证件？", desk: null,
  say: "读到的是 刘＊＊ 的证件，台面上已登记 陈＊＊。换人后，前一位的凭证码、证照和自动填写的内容不再使用，手工填写的保留。",
  choices: [{ code: "applicant", text: "换成这位申请人" }],
};
