// The one door to the shell. Screens know this interface; what stands behind it is the shell or, in a plain browser
// and in tests, the in-memory fake.

import type {
  AppView, BundleView, CamerasView, CardView, CaseRowView, CasesQuery, CaseStep, CaseView, CodeView, ConnectionView, DeskFault, DeskView, DeviceSettingsInput, DeviceSettingsView, DeviceView, DraftRowView, EnquiriesView, EnquiryInput, EnquiryMove, FaceView, FolderView, GuideView,
  InspectInput, ModeView, PageStep, PhoneView, QueueView, RepresentativeInput, RollView, ScanView, SearchHit, SheetView, TraceView,
} from "@/host/bindings";

/** What a clerk adds to a decision: gaps of a notice, the ground and words of a refusal. */
export type DecisionWords = {
  gaps: { code: string; name: string; problem: string }[];
  ground: string;
  say: string;
  competent: string | null;
};

/** A device was lost, or came back. */
export type DeviceNews = { tone: "ok" | "warn"; title: string; say: string };

/** What this machine's scanner gun sends around its codes, keys in words; the sample's picture while a lesson is on. */
export type GunView = { heard: boolean; sample: string | null; prefix: string[]; suffix: string[] };

/** What a scan in a lesson came to. */
export type LessonView = { outcome: "learnt" | "other_code" | "capitals" | "too_many" | "not_saved"; gun: GunView };

/** What can be done to a line of the materials. */
export type MaterialAction = "hold" | "tolerate" | "untolerate" | "paper" | "commit" | "uncommit" | "remove";

/** What a review point is answered; `open` takes the answer back. */
export type PointAnswer = "holds" | "fails" | "open";

/** A file that is dragged over the window: where it is, in CSS pixels. */
export type DragView = { phase: "over" | "drop" | "out"; x: number; y: number };

/** Events of the shell; the payload is what changed, where there is one. */
export type HostEvents = { scanned: ScanView; scanning: null; connection: ConnectionView; changed: null; drag: DragView; app: AppView; devices: DeviceView[]; device: DeviceNews; gun: LessonView; folder: null };

/** Every command; each rejects with a `DeskFault`. */
export interface Host {
  appState(): Promise<AppView>;
  /** A start that failed, once more; `changed` tells what came of it. */
  tryAgain(): Promise<void>;
  signIn(user: string, password: string): Promise<AppView>;
  signOut(): Promise<AppView>;
  choosePost(code: string): Promise<AppView>;
  /** Makes a station of the folder by the code on the paper. */
  enrol(code: string, user: string, password: string): Promise<AppView>;
  /** A hand was at the window. */
  touch(): Promise<void>;
  lock(): Promise<AppView>;
  unlock(password: string): Promise<AppView>;
  changePassword(old: string, fresh: string): Promise<void>;
  keystore(): Promise<boolean>;
  useKeystore(password: string, on: boolean): Promise<void>;
  addMember(code: string, user: string, password: string): Promise<AppView>;
  desk(): Promise<DeskView>;
  nextCitizen(): Promise<DeskView>;
  /** The next member of the group whose case was just saved. */
  nextMember(): Promise<DeskView>;
  discardDraft(): Promise<DeskView>;
  drafts(): Promise<DraftRowView[]>;
  /** A list of people as drafts of an item; `data` is base64. */
  importRoll(item: string, data: string): Promise<RollView>;
  openDraft(id: string): Promise<DeskView>;
  search(query: string): Promise<SearchHit[]>;
  /** What is handled where the post stands. */
  itemsHere(): Promise<SearchHit[]>;
  /** 申请开通: asks the city to open an item here. */
  requestOpening(code: string, reason: string): Promise<DeskView>;
  chooseItem(code: string): Promise<DeskView>;
  answer(question: string, choice: string): Promise<DeskView>;
  setKind(kind: string): Promise<DeskView>;
  setPerson(name: string, idKind: string, id: string, phone: string): Promise<DeskView>;
  setRepresentative(input: RepresentativeInput | null): Promise<DeskView>;
  setField(key: string, value: string): Promise<DeskView>;
  /** Decides between sources of a field that differ, by the word of the source. */
  chooseSource(key: string, source: string): Promise<DeskView>;
  /** A field goes back to what its source had given. */
  restoreField(key: string): Promise<DeskView>;
  /** A line's licence once more, on an earlier consent. */
  licenceAgain(code: string): Promise<DeskView>;
  material(code: string, action: MaterialAction): Promise<DeskView>;
  /** Answers a review point of a line by its text. */
  answerPoint(code: string, text: string, answer: PointAnswer): Promise<DeskView>;
  /** `data` is base64. */
  attach(code: string, name: string, media: string, data: string): Promise<DeskView>;
  /** The file that was handed over last: let fall, or pasted. */
  attachHanded(code: string): Promise<DeskView>;
  /** `png` is base64. */
  sign(how: "pad" | "paper_photo", png: string, strokes: number): Promise<DeskView>;
  unsign(): Promise<DeskView>;
  /** 问询 that are open here. */
  enquiries(): Promise<EnquiriesView>;
  enquire(input: EnquiryInput): Promise<EnquiriesView>;
  enquiryMove(id: string, done: EnquiryMove): Promise<EnquiriesView>;
  /** Asks the data checks again. */
  recheck(): Promise<DeskView>;
  /** Takes a failed check over, with a second person. */
  overrideCheck(code: string, reason: string, user: string, password: string): Promise<DeskView>;
  /** A page of the licence behind a material, from 0, drawn so many pixels wide. The first look is recorded. */
  licencePage(code: string, page: number, width: number): Promise<SheetView>;
  /** Recorded. */
  unmask(key: string): Promise<DeskView>;
  remask(): Promise<DeskView>;
  decide(action: string, words: DecisionWords): Promise<DeskView>;
  scanText(text: string): Promise<ScanView>;
  scanPicture(name: string, data: string): Promise<ScanView>;
  /** Something was copied out of the window: it leaves the clipboard by itself. */
  copied(): Promise<void>;
  /** Whether the clipboard has a picture or a file that the paste event did not bring; it is handed over. */
  handClipboard(): Promise<boolean>;
  /** The picture that was handed over last: let fall, or pasted. */
  scanHanded(): Promise<ScanView>;
  /** Picks what the last scan offered; numbers begin with 1. */
  scanChoose(n: number): Promise<ScanView>;
  /** The guide code of an item at the version in force. */
  itemGuide(code: string): Promise<GuideView>;
  cases(query: CasesQuery): Promise<CaseRowView[]>;
  case(id: string): Promise<CaseView>;
  /** One thing done to the pages photographed for a line of a case. */
  casePage(id: string, code: string, step: PageStep): Promise<CaseView>;
  casePagePicture(id: string, code: string, page: string, original: boolean, longest: number): Promise<ArrayBuffer | number[]>;
  caseAttach(id: string, code: string, name: string, media: string, data: string): Promise<CaseView>;
  /** The file that was handed over last: let fall, or pasted. */
  caseAttachHanded(id: string, code: string): Promise<CaseView>;
  /** The original of an open line was seen, or was not after all; chosen, not handed in yet. */
  casePaperLine(id: string, code: string, seen: boolean): Promise<CaseView>;
  /** Answers a review point of what is chosen for a line; none named: all that are open. */
  caseAnswerPoint(id: string, code: string, text: string | null, answer: PointAnswer): Promise<CaseView>;
  caseSupplement(id: string, codes: string[]): Promise<CaseView>;
  caseDecide(id: string, outcome: "granted" | "denied", reason: string): Promise<CaseView>;
  caseAccept(id: string): Promise<CaseView>;
  caseRefuse(id: string, words: DecisionWords): Promise<CaseView>;
  caseWithdraw(id: string, reason: string): Promise<CaseView>;
  /** A step on the way to the decision; by a second person too where `user` is given. */
  caseStep(id: string, step: CaseStep, user: string | null, password: string): Promise<CaseView>;
  /** A supervisor's word on whether an act was in time. */
  /** Why the case is taken in beside another open one of the same applicant and item. */
  takeAgain(reason: string): Promise<DeskView>;
  sameAsLast(): Promise<DeskView>;
  repeatCase(id: string): Promise<DeskView>;
  /** Puts a value of the case on the clipboard for a while. */
  caseCopy(id: string, key: string): Promise<string | null>;
  caseTrace(id: string): Promise<TraceView>;
  caseExplain(id: string, alarm: string, reason: string): Promise<CaseView>;
  caseSettle(id: string, act: string, inTime: boolean, reason: string): Promise<CaseView>;
  /** 照此开下一家: a new draft with all that does not differ from store to store. */
  openStore(id: string): Promise<DeskView>;
  /** The result was handed over. */
  caseDeliver(id: string, how: "counter" | "post" | "electronic"): Promise<CaseView>;
  /** 回填 the number and state of a case that another place or system accepts. */
  caseLink(id: string, number: string, state: string): Promise<CaseView>;
  /** What a check came to; a revocation names a supervisor with their password. */
  caseInspect(id: string, said: InspectInput): Promise<CaseView>;
  /** What was erased here comes back for a purpose; recorded. */
  caseFetch(id: string, purpose: string): Promise<CaseView>;
  queue(): Promise<QueueView>;
  sendNow(): Promise<QueueView>;
  queueRetry(act: string): Promise<QueueView>;
  /** By a colleague where `user` is given. */
  queueMend(act: string, user: string | null, password: string): Promise<QueueView>;
  /** Puts it on the desk, to be changed. */
  queueMendOpen(act: string): Promise<DeskView>;
  queueDiscard(act: string, user: string, password: string, reason: string, note: string): Promise<QueueView>;
  /** Everything unsent, or one case; `code` asks for a printed code beside the keys. */
  bundleExport(file: string, caseId: string | null, code: boolean): Promise<BundleView>;
  bundleImport(file: string, code: string | null): Promise<BundleView>;
  connection(): Promise<ConnectionView>;
  /** A PDF in base64. */
  paper(caseId: string, kind: string): Promise<string>;
  /** What happened, in words. */
  printPaper(caseId: string, kind: string): Promise<string>;
  /** A paper of what lies on the desk, before it is signed: PDF in base64. */
  draftPaper(kind: string): Promise<string>;
  /** Prints it; answers what happened. */
  printDraftPaper(kind: string): Promise<string>;
  /** The guide of an item as PDF, Base64: for the answers on the desk where the item lies there. */
  guidePaper(code: string): Promise<string>;
  /** Prints it; answers what happened. */
  printGuide(code: string): Promise<string>;
  phone(): Promise<PhoneView>;
  /** `item` is the short number of what a draft is begun of. */
  phoneCode(citizen: string, kind: "opaque" | "signed" | "draft", scene: string, item: string | null): Promise<CodeView>;
  setCut(cut: boolean): Promise<ConnectionView>;
  setStopped(stopped: boolean): Promise<ConnectionView>;
  /** Cameras and the watched folder, for a material of this name. */
  cameras(material: string): Promise<CamerasView>;
  cameraOpen(material: string, id: string, mode: ModeView | null): Promise<void>;
  cameraClose(): Promise<void>;
  /** A byte for the state, the frame's number (u64, big-endian), a JPEG or nothing; a frame newer than `after`. */
  cameraFrame(after: number): Promise<ArrayBuffer | number[]>;
  /** 立即识别. */
  cameraScan(): Promise<ScanView>;
  pageTake(code: string): Promise<DeskView>;
  /** Corners in parts of the original, none for the whole; then turned by quarters. */
  pageCut(code: string, page: string, corners: number[], quarters: number): Promise<DeskView>;
  pageMove(code: string, page: string, by: number): Promise<DeskView>;
  /** Recorded. */
  pageRemove(code: string, page: string): Promise<DeskView>;
  /** A JPEG. */
  pagePicture(code: string, page: string, original: boolean, longest: number): Promise<ArrayBuffer | number[]>;
  folder(): Promise<FolderView>;
  folderSet(path: string): Promise<FolderView>;
  /** A JPEG of what is offered next, or nothing. */
  folderPicture(longest: number): Promise<ArrayBuffer | number[]>;
  folderTake(code: string): Promise<DeskView>;
  folderSkip(): Promise<FolderView>;
  devices(): Promise<DeviceView[]>;
  /** Looks again; what is found comes as `devices` events. */
  lookAtDevices(): Promise<DeviceView[]>;
  /** What happened, in words. */
  testDevice(id: string): Promise<string>;
  deviceSettings(): Promise<DeviceSettingsView>;
  setDevices(set: DeviceSettingsInput): Promise<DeviceSettingsView>;
  /** What lies on the practice city's reader. */
  playReader(citizen: string, trouble: string): Promise<void>;
  /** Reads the card on the reader; comes back when it is read, refused or given up. */
  readCard(): Promise<CardView>;
  cancelCard(): Promise<void>;
  /** Whose the card was; `null`: nobody's, and it is forgotten. */
  settleCard(whose: string): Promise<CardView | null>;
  /** What the practice city's device says of a face. */
  playFace(outcome: string): Promise<void>;
  /** 人工核对, or no more. */
  confirmByEye(): Promise<DeskView>;
  /** What the person answered to the question for their consent; without it nothing is sent. */
  compareFace(consent: boolean): Promise<FaceView>;
  cancelFace(): Promise<void>;
  gun(): Promise<GunView>;
  /** The next scan is that of the sample. */
  gunTeach(): Promise<GunView>;
  gunStop(): Promise<GunView>;
  /** Nothing but Enter around a code. */
  gunReset(): Promise<GunView>;
  /** A screen, or the verdict on a scan, is painted; `t0` is when the page began, in milliseconds since the epoch. */
  uiReady(phase: string, t0: number): Promise<void>;
  /** Answers the function that stops listening. */
  listen<K extends keyof HostEvents>(event: K, then: (payload: HostEvents[K]) => void): Promise<() => void>;
}

/** Set by `openHost` before the first screen. */
export let host: Host;

/** Puts a host behind the door: the tests' way in. */
export function useHost(other: Host): void {
  host = other;
}

/**
 * Finds the host of this window.
 * @returns false where there is none: a production page opened outside the shell.
 */
export async function openHost(): Promise<boolean> {
  if ("__TAURI_INTERNALS__" in window) {
    useHost((await import("@/host/tauri")).tauri);
    return true;
  }
  // Constant in a production build, so that the fake is not in it.
  if (import.meta.env.DEV || import.meta.env.MODE === "fake") {
    const { makeFake, optionsOf } = await import("@/host/fake");
    useHost(makeFake(optionsOf(location.search)));
    return true;
  }
  return false;
}

/** A rejected command as the fault it carries; anything else keeps its words. */
export function asFault(thrown: unknown): DeskFault {
  if (typeof thrown === "object" && thrown !== null && "say" in thrown && typeof thrown.say === "string") {
    return thrown as DeskFault;
  }
  return { code: "unknown", say: typeof thrown === "string" ? thrown : String(thrown) };
}
