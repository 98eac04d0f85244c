// Generated from `crates/desk/src/view` by `cargo xtask bindings`. Do not edit.

export type AlarmView = { key: string, lamp: Badge, rule: string, say: string, stage: string, person: string, at: string, explained: Array<[string, string]>, };

export type AppView = { phase: string, practice: boolean, city: string, failure: string | null, clerks: Array<ClerkView>, backend: string, session: SessionView | null, version: string, };

export type Badge = { tone: Tone, text: string, };

export type BundleView = { say: string, code: string | null, };

export type CameraView = { id: string, name: string, simulated: boolean, modes: Array<ModeView>, fault: string | null, };

export type CamerasView = { cameras: Array<CameraView>, chosen: string | null, mode: ModeView | null, say: string | null, folder: FolderView, };

export type CardView = { outcome: string, title: string, say: string, desk: DeskView | null, choices: Array<ChoiceView>, };

export type CaseRowView = { id: string, place: string, number: string, provisional: boolean, item: string, person: string, stage: Badge, lane: Badge | null, card: Badge | null, due: string, overdue: boolean, updated: string, group: string, unsent: number, };

export type CaseStep = { "action": "notice", gaps: Array<[string, string, string]>, reason: string, } | { "action": "suspend", procedure: string, ground: string, days: number, reason: string, } | { "action": "resume", reason: string, } | { "action": "extend", days: number, reason: string, } | { "action": "correct", form: { [key in string]: string }, } | { "action": "defer", due: string, reason: string, } | { "action": "cohandle", task: string, done: boolean, note: string, } | { "action": "green", lane: string, remark: string, } | { "action": "green_end", remark: string, } | { "action": "review", matter: string, way: string, so: boolean, reason: string, } | { "action": "trigger", event: string, };

export type CaseView = { row: CaseRowView, provisional_number: string, id_number: string, presence_label: string, presence: Array<Badge>, verified: Array<VerifiedView>, form: Array<[string, string, string]>, form_keys: Array<string>, materials: Array<SupplementLineView>, supplement_due: string | null, left: boolean, expected: string | null, clock: ClockView, decisions: Array<DecisionView>, course: CourseView, mode: string, joint: Array<JointView>, green: GreenView | null, trips: Badge, times: Array<TimeTaskView>, elsewhere: ElsewhereView | null, follow_up: FollowUpView | null, next_store: boolean, promise: string | null, papers: Array<PaperView>, trail: Array<TrailView>, };

export type CasesQuery = { text: string, filter: string, sort: string, limit: number, after: string | null, };

export type CheckView = { code: string, name: string, badge: Badge, detail: string, can_override: boolean, };

export type ChoiceView = { code: string, text: string, };

export type ClerkView = { user: string, name: string, post: string, practice_password: string | null, };

export type ClockView = { card: Badge | null, phase: string, stage: string, person: string, due: DueView | null, say: string, by_default: string | null, waits: Array<WaitView>, alarms: Array<AlarmView>, };

export type CodeView = { text: string, picture: string, seconds: number, file: string, };

export type ConnectionView = { online: boolean, text: string, unsent: number, oldest: string, reason: string, why: string, next: string, clock: string, clock_bad: boolean, attention: number, enquiries: number, enquiries_late: boolean, alarm: string, };

export type CourseView = { alarms: Array<string>, clock: Array<string>, due: DueView | null, steps: Array<DecisionView>, lines: Array<NoticeLineView>, fields: Array<[string, string]>, procedures: Array<[string, string]>, events: Array<string>, reviews: Array<ReviewView>, ways: Array<[string, string]>, };

export type DecisionView = { action: string, key: string, label: string, allowed: boolean, why: string, primary: boolean, needs_signature: boolean, };

export type DeskFault = { code: string, say: string, ground?: string, };

export type DeskView = { checks: Array<CheckView>, draft: string, person: PersonView, item: ItemView | null, form: FormView, materials: MaterialsView, decisions: Array<DecisionView>, note: string, signature: SignatureView, saved: SavedView | null, doubles: DoubleView | null, mending: MendingView | null, autosaved: string, };

export type DeviceSettingsInput = { reader: string, port: string, baud: number, face: string, };

export type DeviceSettingsView = { reader: string, port: string, baud: number, ports: Array<PortView>, face: string, practice: PracticeReaderView | null, practice_face: PracticeFaceView | null, };

export type DeviceView = { id: string, name: string, state: string, tone: Tone, detail: string, last_use: string, can_test: boolean, can_simulate: boolean, };

export type DoubleView = { case: string, number: string, stage: string, day: string, reason: string, };

export type DraftRowView = { id: string, item: string, person: string, updated: string, group: string | null, current: boolean, };

export type DueDayView = { day: string, counted: number | null, why: string, };

export type DueView = { text: string, date: string, provisional: string | null, days: Array<DueDayView>, };

export type ElsewhereView = { way: string, by: string, say: string, site: string, number: string, state: Badge | null, states: Array<[string, string]>, };

export type EnquiriesView = { open: Array<EnquiryView>, colleagues: Array<[string, string]>, within: string, };

export type EnquiryInput = { about: string, item: string, phone: string, to: string, reason: string, };

export type EnquiryMove = { "what": "hand_on", to: string, reason: string, } | { "what": "take_on" } | { "what": "hand_back", reason: string, } | { "what": "answer", say: string, };

export type EnquiryView = { id: string, number: string, about: string, item: string, phone: string, asked: string, first: string, responsible: string, badge: Badge, say: string, moves: Array<string>, reason: string, trail: Array<string>, sent: Badge | null, };

export type FaceView = { tone: Tone, title: string, say: string, desk: DeskView, };

export type FeeView = { name: string, amount: string, basis: string, };

export type FieldOption = { value: string, text: string, };

export type FieldView = { key: string, label: string, kind: string, required: boolean, wide: boolean, hint: string, options: Array<FieldOption>, value: string, masked: boolean, tone: string, source: string, error: string | null, offers: Array<OfferView>, restorable: boolean, };

export type FolderView = { path: string, waiting: number, lost: boolean, left: Array<string>, };

export type FollowUpView = { stage: Badge, kind: string, lines: Array<[string, string]>, due: string, overdue: boolean, provisional: string | null, what: string, barred: string, would_bar: string, };

export type FormView = { fields: Array<FieldView>, filled: number, needed: number, };

export type GreenView = { say: string, reasons: Array<[string, string]>, };

export type GroupView = { number: string, accepted: number, received: number, members: number, left: number, };

export type GuideView = { name: string, version: number, text: string, picture: string, };

export type HeldLicenceView = { name: string, badge: Badge, };

export type InspectInput = { result: string, reason: string, by: string, what: string, user: string, password: string, };

export type ItemClosedView = { say: string, asked: OpeningView | null, };

export type ItemUpdateView = { version: number, effective: string, changes: Array<string>, };

export type ItemView = { code: string, short: string, name: string, version: number, update: ItemUpdateView | null, closed: ItemClosedView | null, plain: string, body: string, questions: Array<QuestionView>, mode: [string, string] | null, joint: Array<string>, promise: string, by_default: string | null, due: DueView | null, fees: Array<FeeView>, hints: Array<string>, tolerance: boolean, commitment: boolean, told: Array<[string, Array<string>]>, };

export type JointTaskView = { code: string, by: string, what: string, done: boolean, badge: Badge, say: string, };

export type JointView = { name: string, over: string, say: string, tasks: Array<JointTaskView>, groups: Array<JointTaskView>, };

export type MaterialView = { n: number, code: string, name: string, state: string, badge: Badge, note: string, actions: Array<string>, points: Array<PointView>, sample: string, pages: Array<PageView>, };

export type MaterialsView = { lines: Array<MaterialView>, waived: number, missing: number, };

export type MendingView = { what: string, place: string, code: string, say: string, };

export type ModeView = { width: number, height: number, rate: number, };

export type NoticeLineView = { code: string, name: string, open: boolean, points: Array<PointView>, };

export type OfferView = { source: string, from: string, text: string, held: boolean, };

export type OpeningView = { say: string, sent: Badge, };

export type PageStep = { "do": "take" } | { "do": "take_file" } | { "do": "cut", page: string, corners: Array<number>, quarters: number, } | { "do": "move", page: string, by: number, } | { "do": "remove", page: string, };

export type PageView = { id: string, text: string, warnings: Array<string>, original: boolean, quarters: number, corners: Array<number>, size: [number, number], };

export type PaperView = { kind: string, name: string, why_not: string | null, };

export type PersonView = { present: boolean, kind: string, kinds: Array<ChoiceView>, name: string, id: string, id_kind: string, verdict: Badge | null, detail: string, credit: Badge | null, licences: Array<HeldLicenceView>, others: number, representative: RepresentativeView | null, presence: PresenceView | null, };

export type PhoneCitizenView = { key: string, name: string, note: string, licences: Array<string>, };

export type PhoneView = { citizens: Array<PhoneCitizenView>, scenes: Array<[string, string]>, items: Array<[string, string]>, cut: boolean, stopped: boolean, folder: string, };

export type PlaceItemView = { code: string, short: string, name: string, plain: string, };

export type PlaceView = { name: string, address: string, outlet: string, hours: string, items: Array<PlaceItemView>, };

export type PointView = { text: string, answer: string, problem: string, };

export type PortView = { name: string, text: string, };

export type PostView = { code: string, name: string, outlet: string, window: string, };

export type PracticeFaceView = { outcome: string, outcomes: Array<ChoiceView>, };

export type PracticeReaderView = { citizen: string, citizens: Array<ChoiceView>, trouble: string, troubles: Array<ChoiceView>, };

export type PresenceView = { label: string, seen: Array<Badge>, eye: boolean, no_face: boolean, };

export type QuestionView = { code: string, text: string, choices: Array<ChoiceView>, answer: string, badge: Badge | null, note: string, };

export type QueueRowView = { id: string, case: string | null, number: string, what: string, item: string, at: string, state: string, state_text: string, tone: string, reason: string, next: string, attempts: number, files: number, ways: Array<string>, };

export type QueueView = { connection: ConnectionView, rows: Array<QueueRowView>, total: number, colleagues: Array<string>, reasons: Array<[string, string]>, export_to: string, };

export type RepresentativeInput = { name: string, id: string, relation: string, phone: string, };

export type RepresentativeView = { name: string, id: string, relation: string, };

export type ReviewView = { matter: string, what: string, say: string, by_two: boolean, };

export type RollFaultView = { line: number, say: string, };

export type RollView = { item: string, taken: number, held: number, group: string, first: string | null, unused: Array<string>, faults: Array<RollFaultView>, };

export type SavedView = { case: string, number: string, provisional: boolean, elsewhere: boolean, stage: string, say: string, supplement_due: string | null, papers: Array<[string, string]>, group: GroupView | null, };

export type ScanChoiceView = { n: number, kind: string, from: string, detail: string, };

export type ScanView = { outcome: string, code: string, title: string, say: string, ways: Array<string>, desk: DeskView | null, case: string | null, choices: Array<ScanChoiceView>, place: PlaceView | null, };

export type SealView = { code: string, badge: Badge, detail: string, };

export type SearchHit = { kind: string, id: string, title: string, detail: string, closed: boolean, };

export type SessionView = { user: string, name: string, post: PostView, posts: Array<PostView>, };

export type SheetView = { licence: string, kind: string, page: number, pages: number, png: string, width: number, height: number, lacking: string, seal: SealView | null, };

export type SignatureView = { present: boolean, text: string, };

export type SupplementLineView = { code: string, name: string, badge: Badge, open: boolean, chosen: boolean, pages: Array<PageView>, seen: boolean, points: Array<PointView>, };

export type TimeTaskView = { act: string, what: string, at: string, say: string, };

export type Tone = "ok" | "warn" | "bad" | "plain";

export type TraceStepView = { what: string, by: string, terminal: string, at: string, reason: string, changed: Array<string>, hash: string, verdict: Badge, };

export type TraceView = { number: string, verdict: Badge, steps: Array<TraceStepView>, };

export type TrailView = { what: string, detail: string, at: string, by: string, sent: Badge, };

export type VerifiedView = { what: string, badge: Badge, say: string, review: string, };

export type WaitView = { from: string, to: string, why: string, };
