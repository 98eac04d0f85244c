// The in-memory host: for a plain browser and for the tests of the screens. It shows shapes, it does not know rules.

import type { GunView, Host, HostEvents } from "@/host";
import type { CaseView, DeskFault, DeskView, PageView, PointView, ScanView } from "@/host/bindings";
import { cameras, frame, page } from "@/host/fake/camera";
import { settleDesk } from "@/host/fake/decisions";
import { chen, emptyDesk, openLine, withWater } from "@/host/fake/draft";
import { askedCard, devices, settings } from "@/host/fake/devices";
import { enquiries } from "@/host/fake/enquiries";
import { compare, compared, glance } from "@/host/fake/presence";
import { citizens, deskApp, enrolApp, failedApp, items, scenes, signInApp } from "@/host/fake/people";
import { points, settleLine } from "@/host/fake/points";
import { blankPdf, caseRows, caseView, connection, queueRows, queueView, traceView } from "@/host/fake/records";

/** What a test or a look wants to begin with. */
export type FakeOptions = { phase?: "enrol" | "failed"; signedIn?: boolean; filled?: boolean; online?: boolean; cases?: number; unsent?: number; stuck?: boolean; keystoreLocked?: boolean; erased?: boolean; inQuestion?: boolean; elsewhere?: boolean; camera?: number; card?: "waits" | "absent" | "ask"; face?: "waits" | "refused"; change?: (desk: DeskView) => void };

/** The fake and its handles: what it was told, and events as the shell would send them. */
export type FakeHost = Host & { calls: [string, ...unknown[]][]; emit<K extends keyof HostEvents>(event: K, payload: HostEvents[K]): void };

const FAILURES: Record<string, [string, string, string]> = {
  expired: ["invalid", "凭证码已过期", "请办事人在手机上刷新，重新出示。"],
  used: ["invalid", "凭证码已用过", "每个码只能用一次。请办事人在手机上刷新，重新出示。"],
  other_city: ["invalid", "不是本市的凭证码", "本市不能调取它的证照。请办事人改用本市的码，或出示证件原件。"],
  malformed: ["invalid", "凭证码不完整", "内容缺了一截或不是凭证码。请办事人调亮屏幕、完整显示后重扫。"],
  payment: ["stranger", "这不是凭证码", "这像是付款码，没有使用它。请办事人退出支付，打开凭证码。"],
};

/** What else can be done where a code cannot be used. */
const WAYS: Record<string, string[]> = { other_city: ["reader", "typed"] };

/** A picture without anything in it. */
const PIXEL = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mNgAAAAAgABc3UBGAAAAABJRU5ErkJggg==";

/** Builds a host that answers from memory. */
export function makeFake(options: FakeOptions = {}): FakeHost {
  const ears: { [K in keyof HostEvents]?: ((payload: never) => void)[] } = {};
  const rows = caseRows(options.cases ?? 40);
  const cases = new Map<string, CaseView>(rows.map((row) => [row.id, caseView(row)]));
  if (options.elsewhere) cases.forEach((view) => {
    view.elsewhere = { way: "异地分办", by: "邻江市公安局", say: "异地分办：本窗口只收件，由邻江市公安局受理。", site: "", number: "", state: null, states: [["submitted", "已提交"], ["accepted", "对方已受理"]] };
    view.decisions.push({ action: "link", key: "", label: "回填编号和状态", allowed: true, why: "", primary: false, needs_signature: false });
  });
  if (options.inQuestion) cases.forEach((view) => {
    view.times = [{ act: "a1", what: "一次性告知", at: "2026-03-06 15:00", say: "不能确认这个动作是否在截止之前做出。请主管认定。" }];
    view.decisions.unshift({ action: "settle", key: "F8", label: "认定时间", allowed: true, why: "", primary: true, needs_signature: false });
  });
  let app = options.phase === "enrol" ? enrolApp() : options.phase === "failed" ? failedApp() : options.signedIn === false ? signInApp() : deskApp("0217", "accept");
  let online = options.online ?? false;
  let unsent = options.unsent ?? 3;
  let drafts = 1;
  let tries = 0;
  let inKeystore = false;
  let scene = "ok";
  const switches = { cut: false, stopped: false };
  const kept = structuredClone(settings);
  let stopReading = (): void => undefined;
  let stopComparing = (): void => undefined;
  const gun: GunView = { heard: true, sample: null, prefix: [], suffix: [] };
  let desk = emptyDesk("draft-1");
  if (options.filled) desk = withWater(chen(desk));
  options.change?.(desk);

  const ended = new Set<string>();
  const fetched = new Set<string>();
  const rows_ = () => queueRows(unsent, options.stuck).filter((row) => !ended.has(row.id));
  const fault = (code: string, say: string): Promise<never> => Promise.reject({ code, say } satisfies DeskFault);
  const show = (next: DeskView): Promise<DeskView> => {
    desk = settleDesk(next, online);
    return Promise.resolve(structuredClone(desk));
  };
  const edited = (change: (next: DeskView) => void): Promise<DeskView> => {
    const next = structuredClone(desk);
    next.saved = null;
    change(next);
    return show(next);
  };
  const line = (code: string, state: string, tone: "ok" | "warn", text: string, note: string, actions: string[]) =>
    edited((next) => {
      const found = next.materials.lines.find((one) => one.code === code);
      if (found) Object.assign(found, { state, badge: { tone, text }, note, actions });
    });
  /** A line that is looked at: its points are open. */
  const looked = (code: string, text: string, note: string) => line(code, "in", "warn", "要点未核", note, ["hold", "remove"]).then(() => edited((next) => {
    const found = next.materials.lines.find((one) => one.code === code);
    if (!found) return;
    found.points.forEach((point) => (point.answer = "open"));
    settleLine(found, text);
  }));
  const answered = (code: string, is: (point: PointView) => boolean, answer: string) => edited((next) => {
    const found = next.materials.lines.find((one) => one.code === code);
    found?.points.filter(is).forEach((point) => (point.answer = answer));
    if (found) settleLine(found, "已核原件");
  });
  let shots = 0;
  const shoot = (code: string, change: (pages: PageView[]) => void) =>
    edited((next) => {
      const found = next.materials.lines.find((one) => one.code === code);
      if (!found) return;
      change(found.pages);
      const some = found.pages.length > 0;
      Object.assign(found, some ? { state: "in", badge: { tone: "ok", text: "已收" }, note: `拍摄 ${found.pages.length} 页`, actions: ["camera", "remove"] } : openLine);
    });
  const scanned = (): ScanView => {
    const failure = FAILURES[scene];
    if (failure) return { outcome: failure[0], code: scene, title: failure[1], say: failure[2], ways: WAYS[scene] ?? [], desk: null, case: null, choices: [], place: null };
    desk = settleDesk(chen(desk), online);
    return { outcome: "person", code: "valid", title: "凭证码有效", say: "已登记办事人，证照随码带来，不用联网。", ways: [], desk: structuredClone(desk), case: null, choices: [], place: null };
  };
  const theCase = (id: string) => {
    if (options.erased && !fetched.has(id)) return fault("erased", "这个办件的内容已按规定从本机清除，市平台仍有。");
    const found = cases.get(id);
    return found ? Promise.resolve(structuredClone(found)) : fault("not_found", "没有找到这条记录，可能已被处理。请刷新后再看。");
  };
  /** Something stands for the line, not handed in yet. */
  const chosen = (id: string, code: string, picked = true) => {
    const line = cases.get(id)?.materials.find((one) => one.code === code);
    if (line) Object.assign(line, { chosen: picked, seen: false, points: picked ? points("open", "图纸有比例和方位", "标注水表位置") : [], badge: { tone: "warn", text: picked ? "已选，待提交" : "容缺，待补交" } });
    return theCase(id);
  };
  const contact = () => Promise.resolve(connection(online && !switches.cut && !switches.stopped, unsent));

  const host: Host = {
    appState: () => Promise.resolve(app),
    tryAgain: () => {
      // The first time in vain.
      app = (tries += 1) > 1 ? signInApp() : app;
      ears.changed?.forEach((hear) => hear(null as never));
      return Promise.resolve();
    },
    signIn: (user, password) => {
      if (password !== `practice-${user}`) return fault("wrong_password", "密码不对，没有登录。请核对工号和密码后再输一次。");
      app = deskApp(user, "accept");
      return Promise.resolve(app);
    },
    signOut: () => Promise.resolve((app = signInApp())),
    enrol: (code, user) => (code.replace(/[\s-]/g, "").length === 35 ? Promise.resolve((app = { ...signInApp(), practice: false, clerks: [{ user, name: user, post: "", practice_password: null }] })) : fault("enrol_code", "登记码要 35 个字符。请对照登记单重新输入，横线可以不输。")),
    touch: () => Promise.resolve(),
    lock: () => Promise.resolve((app = { ...app, phase: "locked" })),
    unlock: (password) => (password === `practice-${app.session?.user}` ? Promise.resolve((app = { ...app, phase: "desk" })) : fault("wrong_password", "密码不对。请重新输入；忘记密码请找管理员。")),
    changePassword: (old, fresh) => (old !== `practice-${app.session?.user}` ? fault("wrong_password", "密码不对。请重新输入；忘记密码请找管理员。") : fresh.length < 8 ? fault("password_short", "密码至少 8 个字符。请换一个更长的密码。") : Promise.resolve()),
    keystore: () => Promise.resolve(inKeystore),
    useKeystore: (password, on) => {
      if (password !== `practice-${app.session?.user}`) return fault("wrong_password", "密码不对。请重新输入；忘记密码请找管理员。");
      if (options.keystoreLocked) return fault("keystore_locked", "本机的系统密钥库上着锁，没有打开。");
      inKeystore = on;
      return Promise.resolve();
    },
    addMember: (_code, user) => Promise.resolve((app = { ...app, clerks: [...app.clerks, { user, name: user, post: "", practice_password: null }] })),
    choosePost: (code) => Promise.resolve((app = deskApp(app.session?.user ?? "", code))),
    desk: () => show(desk),
    nextMember: () => show(withWater(chen(emptyDesk(`draft-${++drafts}`)))),
    nextCitizen: () => show(emptyDesk(`draft-${++drafts}`)),
    discardDraft: () => show(emptyDesk(`draft-${++drafts}`)),
    drafts: () => Promise.resolve([
      { id: desk.draft, item: desk.item?.name ?? "未选事项", person: desk.person.name || "未登记申请人", updated: "10:44", group: null, current: true },
      { id: "draft-old", item: "供水报装", person: "刘＊＊", updated: "昨天 16:20", group: null, current: false },
    ]),
    importRoll: () => Promise.resolve({ item: desk.item?.name ?? "", taken: 46, held: 0, group: "T20260302-7F3A21", first: "draft-old", unused: ["团号"], faults: [{ line: 9, say: "证件号码校验位不对" }, { line: 31, say: "与第 12 行的证件号码相同，请核对" }] }),
    openDraft: (id) => show(withWater(chen(emptyDesk(id)))),
    search: (query) => {
      const hits = items.filter((item) => item.keys.includes(query.toLowerCase()));
      const found = rows.filter((row) => row.number.includes(query)).slice(0, 3);
      return Promise.resolve([
        ...hits.map((item) => ({ kind: "item", id: item.code, title: item.name, detail: item.detail, closed: item.closed ?? false })),
        ...found.map((row) => ({ kind: "case", id: row.id, title: row.number, detail: `${row.item} ${row.person}`, closed: false })),
      ]);
    },
    itemsHere: () => Promise.resolve(items.filter((item) => !item.closed).map((item) => ({ kind: "item", id: item.code, title: item.name, detail: item.detail, closed: false }))),
    requestOpening: (_code, reason) => (reason.trim() ? edited((next) => {
      if (next.item?.closed) next.item.closed.asked = { say: `陈晓岚（0217）已于 今天 10:42 申请开通，理由：${reason}。`, sent: { tone: "plain", text: "待发送" } };
    }) : fault("reason_missing", "请写明申请开通的理由，不超过 200 字。市平台按理由调度。")),
    chooseItem: () => show(withWater({ ...desk, saved: null })),
    answer: (question, choice) => edited((next) => {
      const asked = next.item?.questions.find((one) => one.code === question);
      if (asked) asked.answer = choice;
    }),
    setKind: (kind) => edited((next) => (next.person.kind = kind)),
    setPerson: (name, _kind, id) => {
      if (id.length !== 18) return fault("id_bad", "证件号码要 18 位，没有登记。请核对原件后重新输入。");
      return edited((next) => Object.assign(next.person, { present: true, name: `${name.slice(0, 1)}＊＊`, id: `${id.slice(0, 3)}＊＊＊＊＊＊＊＊＊＊＊${id.slice(-4)}`, id_kind: "居民身份证", verdict: { tone: "plain", text: "手工登记" } }));
    },
    setRepresentative: (input) => edited((next) => (next.person.representative = input && { name: `${input.name.slice(0, 1)}＊＊`, id: `${input.id.slice(0, 3)}＊＊＊${input.id.slice(-4)}`, relation: input.relation })),
    setField: (key, value) => edited((next) => {
      const field = next.form.fields.find((one) => one.key === key);
      if (!field) return;
      const phone = field.kind === "phone" && value.length === 11;
      Object.assign(field, {
        value: phone ? `${value.slice(0, 3)}＊＊＊＊${value.slice(-4)}` : value, masked: phone, tone: value ? "typed" : "empty", source: value ? "手工填写" : "需填写",
        error: value === "2026-02-16" ? "2月16日放假（春节）。最早可约 2月14日 周六（上班）。" : null,
      });
    }),
    chooseSource: (key, source) => edited((next) => {
      const field = next.form.fields.find((one) => one.key === key);
      const offer = field?.offers.find((one) => one.source === source);
      if (!field || !offer) return;
      field.offers.forEach((one) => (one.held = one === offer));
      Object.assign(field, { value: offer.text, tone: "licence", source: offer.from, error: null });
    }),
    restoreField: (key) => edited((next) => {
      const field = next.form.fields.find((one) => one.key === key);
      if (field) Object.assign(field, { tone: "licence", source: "身份证", restorable: false });
    }),
    licenceAgain: (code) => line(code, "waived", "ok", "免于提交", "电子证照：不动产权证书，长期有效", []),
    material: (code, action) => {
      if (action === "tolerate") return line(code, "tolerated", "warn", "容缺", "签承诺书后先受理，按期补交", ["untolerate", "file", "paper"]);
      if (action === "paper") return looked(code, "已核原件", "原件核验后退还，不留存");
      if (action === "hold") return answered(code, (point) => point.answer === "open", "holds");
      return line(code, "open", "warn", openLine.badge.text, openLine.note, openLine.actions);
    },
    answerPoint: (code, text, answer) => answered(code, (point) => point.text === text, answer),
    attachHanded: (code) => looked(code, "已收", "图片"),
    attach: (code, name) => looked(code, "已收", `图片，${name}`),
    sign: (how, _png, strokes) => {
      if (how === "pad" && strokes < 1) return fault("signature_blank", "签名是空白的，没有保存。请申请人在框内手写姓名。");
      return edited((next) => (next.signature = { present: true, text: "签批屏 10:44" }));
    },
    unsign: () => edited((next) => (next.signature = { present: false, text: "" })),
    unmask: (key) => edited((next) => {
      const field = next.form.fields.find((one) => one.key === key);
      if (field?.kind === "phone") Object.assign(field, { value: "13900002211", masked: false });
      if (key === "name") next.person.name = "陈思远";
      if (key === "id") next.person.id = "430400200002290012";
    }),
    remask: () => show(chen(desk)),
    decide: (action) => {
      unsent += 2;
      return show({ ...desk, saved: { group: null,
        case: "case-0", number: "临-0217-1000", provisional: true, elsewhere: false, stage: action === "notice" ? "已一次性告知" : "登记待确认受理",
        say: "已保存到本机，还没有存入市平台：现在离线，联网后自动发送。五日受理期限从现在起算。",
        supplement_due: action === "tolerance" ? "2月25日 周三" : null, papers: [["receipt", "收件凭证"], ["tolerance_commitment", "容缺受理承诺书"]],
      } });
    },
    scanText: () => Promise.resolve(scanned()),
    handClipboard: () => Promise.resolve(false),
    scanHanded: () => Promise.resolve(scanned()),
    scanPicture: () => Promise.resolve(scanned()),
    scanChoose: () => Promise.resolve(scanned()),
    itemGuide: (code) => Promise.resolve({ name: desk.item?.name ?? code, version: desk.item?.version ?? 1, text: `ZC:ITEM:${code}:${desk.item?.version ?? 1}`, picture: PIXEL }),
    cases: ({ text, filter, limit, after }) => {
      const found = rows.filter((row) => (row.number + row.person + row.item).includes(text) && (filter !== "tolerated" || row.stage.tone === "warn"));
      const from = found.findIndex((row) => row.place === after) + 1;
      return Promise.resolve(found.slice(from, from + limit));
    },
    case: theCase,
    caseAttachHanded: (id, code) => chosen(id, code),
    caseAttach: (id, code) => chosen(id, code),
    casePage: (id, code, step) => {
      const line = cases.get(id)?.materials.find((one) => one.code === code);
      if (step.do === "take") line?.pages.push(page(++shots));
      if (step.do === "remove") line?.pages.splice(line.pages.findIndex((one) => one.id === step.page), 1);
      return chosen(id, code, Boolean(line?.pages.length));
    },
    casePagePicture: () => Promise.resolve([]),
    casePaperLine: (id, code, seen) => {
      const found = cases.get(id)?.materials.find((one) => one.code === code);
      if (found) Object.assign(found, { chosen: seen, seen, points: seen ? points("open", "图纸有比例和方位", "标注水表位置") : [] });
      return theCase(id);
    },
    caseAnswerPoint: (id, code, text, answer) => {
      const found = cases.get(id)?.materials.find((one) => one.code === code);
      for (const point of found?.points ?? []) if (point.text === text || (text === null && point.answer === "open")) point.answer = answer;
      return theCase(id);
    },
    caseSupplement: (id, codes) => {
      const found = cases.get(id);
      for (const one of found?.materials ?? []) if (codes.includes(one.code)) Object.assign(one, { open: false, badge: { tone: "ok", text: "已补交" } });
      for (const one of found?.decisions ?? []) if (one.action === "decide") Object.assign(one, { allowed: true, why: "" });
      return theCase(id);
    },
    caseDecide: theCase,
    caseAccept: theCase,
    caseRefuse: theCase,
    caseWithdraw: theCase,
    takeAgain: (reason) => {
      if (reason.length < 2) return fault("reason_missing", "请写明为什么还要再收一件。理由随收件保存，市平台看得到。");
      if (desk.doubles) desk.doubles.reason = reason;
      return Promise.resolve(structuredClone(desk));
    },
    sameAsLast: () => fault("no_last", "登录后还没有保存过办件，没有上一件可以照抄。请登记办事人。"),
    repeatCase: () => Promise.resolve(structuredClone(desk)),
    caseCopy: () => Promise.resolve(null),
    caseTrace: () => Promise.resolve(traceView()),
    caseExplain: (id, key, reason) => {
      for (const alarm of cases.get(id)?.clock.alarms ?? []) if (alarm.key === key) alarm.explained.push([reason, "陈晓岚（0217）2026-03-12 09:30"]);
      return theCase(id);
    },
    caseSettle: theCase,
    openStore: () => edited(() => undefined),
    caseDeliver: theCase,
    caseInspect: theCase,
    caseStep: (id, step, user, password) => {
      const course = cases.get(id)?.course;
      if (step.action === "notice" && !user) return fault("later_gap", "“户内给水平面图”在上一次告知时就已经存在，当时没有告知，属于事后追加。确需追加的，写明理由，并由主管输入工号和密码批准。");
      if (user && password !== "practice") return fault("wrong_password", "密码不对。请重新输入；忘记密码请找管理员。");
      if (step.action === "notice") course?.alarms.push(`事后追加告知：“户内给水平面图”。理由：${step.reason}，批准人 ${user ?? ""}。`);
      if (step.action === "review" && step.reason.length < 4) return fault("reason_missing", "请写明核对的经过，4 到 200 个字，例如致电的单位和答复。");
      if (step.action === "suspend") course?.clock.push(`特别程序进行中：${step.reason}`);
      return theCase(id);
    },
    caseLink: (id, number, state) => {
      const there = cases.get(id)?.elsewhere;
      const text = there?.states.find(([code]) => code === state)?.[1];
      if (there) Object.assign(there, { number, state: { tone: "ok", text } });
      return theCase(id);
    },
    caseFetch: (id, purpose) => {
      fetched.add(id);
      return purpose.trim().length > 1 ? theCase(id) : fault("purpose_needed", "请写明查阅事由。事由会留在本机和市平台的审计记录里。");
    },
    queue: async () => queueView(await contact(), rows_()),
    queueRetry: async (act) => queueView(await contact(), rows_().map((row) => (row.id === act ? { ...row, state: "ready", ways: ["open"] } : row))),
    queueMend: async (act) => queueView(await contact(), rows_().filter((row) => row.id !== act)),
    queueMendOpen: () => edited((next) => {
      next.mending = { what: "收件", place: "form", code: "form_incomplete", say: "住址没有填写。请补填后重新提交。" };
    }),
    queueDiscard: async (act, _user, password) => {
      if (!password) return fault("wrong_password", "密码不对。请重新输入；忘记密码请找管理员。");
      ended.add(act);
      return queueView(await contact(), rows_());
    },
    bundleExport: async (file, _case, code) => ({ say: `离线包已写到 ${file}：动作 4 个，附件 2 个，草稿 1 份。`, code: code ? "K7QF2-9MDXA-0B3CE-R5TVW" : null }),
    bundleImport: async (file) => (file.endsWith(".zcb")
      ? { say: "离线包已导入：新收 4 个动作，本机已有 0 个；附件 2 个，草稿 1 份。", code: null }
      : fault("bundle_malformed", "这个文件不是离线包，或内容不合规定。什么都没有导入。")),
    sendNow: async () => {
      if (online && !switches.cut && !switches.stopped) unsent = 0;
      return queueView(await contact(), rows_());
    },
    connection: contact,
    paper: () => Promise.resolve(blankPdf()),
    printPaper: () => Promise.resolve("已送到打印机：模拟打印机。"),
    draftPaper: () => Promise.resolve(blankPdf()),
    printDraftPaper: () => Promise.resolve("承诺书样本已送往打印机。"),
    guidePaper: () => Promise.resolve(blankPdf()),
    printGuide: () => Promise.resolve("办事指南已送往打印机。"),
    phone: () => Promise.resolve({ citizens, scenes, items: items.map((item): [string, string] => [item.code, item.name]), ...switches, folder: "/home/practice/zongchuang/codes" }),
    copied: () => Promise.resolve(),
    ...enquiries(),
    recheck: () => Promise.resolve(structuredClone(desk)),
    overrideCheck: (code, reason, _user, password) => {
      if (password !== "practice") return fault("wrong_password", "密码不对。请重新输入；忘记密码请找管理员。");
      desk.checks = [{ code, name: "社会保险满 6 个月", badge: { tone: "warn", text: "不通过，已复核" }, detail: reason, can_override: false }];
      return Promise.resolve(structuredClone(desk));
    },
    licencePage: (code, page) =>
      page > 1
        ? fault("licence_no_such_page", "居民身份证：没有这一页。证照数据不受影响，请核对原件，并告诉管理员。")
        : Promise.resolve({
            licence: "居民身份证", kind: "OFD", page, pages: 2, png: PIXEL.split(",")[1] ?? "", width: 700, height: 497, lacking: "",
            seal: page ? null : { code: "valid", badge: { tone: "ok", text: "印章有效" }, detail: `练习市公安局电子证照专用章（练习市公安局，2026-01-05 09:30）。盖章后内容没有改动。${code ? "" : " "}` },
          }),
    phoneCode: (citizen, kind, chosen) => {
      scene = chosen;
      const text = kind === "draft" ? "ZC:DRAFT:430400-8F3K2QXW7M9T4HCE" : kind === "signed" ? "ZC1:6BFOXN%TS3DH0YOJ58S S-W5HDC*M" : `https://code.lianxi.example/p/${citizen}-8F3K2Q`;
      return Promise.resolve({ text, picture: PIXEL, seconds: 180, file: `/home/practice/zongchuang/codes/${citizen}.png` });
    },
    setCut: (cut) => ((switches.cut = cut), contact()),
    setStopped: (stopped) => ((switches.stopped = stopped), contact()),
    devices: () => Promise.resolve(structuredClone(devices)),
    lookAtDevices: () => Promise.resolve(structuredClone(devices)),
    testDevice: (id) => (id === "printer" ? fault("printer_silent", "打印服务没有应答。请检查打印机是否开机，再按“测试”。") : Promise.resolve("读卡服务有应答，版本 v3.3.4。")),
    deviceSettings: () => Promise.resolve(structuredClone(kept)),
    setDevices: (set) => {
      if (set.reader.includes("10.0.0.7")) return fault("reader_address", "读卡服务的地址要在本机，例如 http://localhost:8989，没有改动。");
      return Promise.resolve(structuredClone(Object.assign(kept, set)));
    },
    playReader: (citizen, trouble) => (Object.assign(kept.practice!, { citizen, trouble }), Promise.resolve()),
    readCard: () => {
      if (options.card === "waits") return new Promise((_, refuse) => (stopReading = () => refuse({ code: "cancelled", say: "已取消读卡，没有登记。" })));
      if (options.card === "absent") return fault("reader_absent", "没有找到身份证读卡服务，没有读卡。请启动读卡器厂家的服务程序后再按 Alt+R。");
      if (options.card === "ask") return Promise.resolve(structuredClone(askedCard));
      desk = chen(desk);
      return Promise.resolve({ outcome: "person", title: "身份证已读", say: "本人证件已由读卡器核验。", desk: structuredClone(desk), choices: [] });
    },
    cancelCard: () => Promise.resolve(stopReading()),
    settleCard: (whose) => Promise.resolve(whose === "applicant" ? { outcome: "person", title: "身份证已读", say: "本人证件已由读卡器核验。", desk: structuredClone((desk = chen(desk))), choices: [] } : null),
    playFace: (outcome) => (Object.assign(kept.practice_face!, { outcome }), Promise.resolve()),
    confirmByEye: () => edited(glance),
    compareFace: async (consent) => {
      if (consent && options.face === "waits") return new Promise((_, refuse) => (stopComparing = () => refuse({ code: "cancelled", say: "已取消人脸比对，没有结果。" })));
      if (consent && options.face === "refused") return fault("face_refused", "办事人在设备上取消了比对，没有结果，也没有保存照片。请读身份证或人工核对，办件不受影响。");
      return compared(await edited((next) => compare(next, consent)), consent);
    },
    cancelFace: () => Promise.resolve(stopComparing()),
    gun: () => Promise.resolve({ ...gun }),
    gunTeach: () => Promise.resolve({ ...Object.assign(gun, { sample: "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mNgAAAAAgABc3UBGAAAAABJRU5ErkJggg==" }) }),
    gunStop: () => Promise.resolve({ ...Object.assign(gun, { sample: null }) }),
    gunReset: () => Promise.resolve({ ...Object.assign(gun, { sample: null, prefix: [], suffix: [] }) }),
    cameras: () => Promise.resolve(cameras()),
    cameraOpen: () => Promise.resolve(),
    cameraClose: () => Promise.resolve(),
    cameraFrame: (after) => Promise.resolve(frame(options.camera ?? 1, after + 1)),
    cameraScan: () => Promise.resolve(scanned()),
    pageTake: (code) => shoot(code, (pages) => pages.push(page(++shots))),
    pageCut: (code, id, corners, quarters) => shoot(code, (pages) => pages.forEach((one) => one.id === id && Object.assign(one, { id: `${id}x`, corners, quarters, original: !corners.length && !quarters }))),
    pageMove: (code, id, by) => shoot(code, (pages) => {
      const at = pages.findIndex((one) => one.id === id);
      pages.splice(at + by, 0, ...pages.splice(at, 1));
    }),
    pageRemove: (code, id) => shoot(code, (pages) => pages.splice(pages.findIndex((one) => one.id === id), 1)),
    pagePicture: () => Promise.resolve([]),
    folder: () => Promise.resolve(cameras().folder),
    folderSet: (path) => Promise.resolve({ ...cameras().folder, path }),
    folderPicture: () => Promise.resolve([]),
    folderTake: () => fault("folder_empty", "文件夹里没有新的完整图片。"),
    folderSkip: () => Promise.resolve(cameras().folder),
    uiReady: () => Promise.resolve(),
    listen: (event, then) => {
      (ears[event] ??= [] as never[]).push(then as never);
      return Promise.resolve(() => undefined);
    },
  };

  const calls: [string, ...unknown[]][] = [];
  const told = new Proxy(host, {
    get: (target, name) => {
      const command = target[name as keyof Host];
      return typeof command !== "function" ? command : (...args: unknown[]) => {
        calls.push([String(name), ...args]);
        return (command as (...given: unknown[]) => unknown)(...args);
      };
    },
  });
  online = options.online ?? false;
  return Object.assign(told, {
    calls,
    emit: <K extends keyof HostEvents>(event: K, payload: HostEvents[K]) => (ears[event] ?? []).forEach((ear) => ear(payload as never)),
  }) as FakeHost;
}
