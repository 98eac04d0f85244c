// The shell behind the door: command names and argument names are those of the Rust commands.

import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";

import type { Host } from "@/host";

/** The window's host. */
export const tauri: Host = {
  appState: () => invoke("app_state"),
  signIn: (user, password) => invoke("sign_in", { user, password }),
  signOut: () => invoke("sign_out"),
  choosePost: (code) => invoke("choose_post", { code }),
  desk: () => invoke("desk"),
  nextCitizen: () => invoke("next_citizen"),
  discardDraft: () => invoke("discard_draft"),
  drafts: () => invoke("drafts"),
  openDraft: (id) => invoke("open_draft", { id }),
  search: (query) => invoke("search", { query }),
  chooseItem: (code) => invoke("choose_item", { code }),
  answer: (question, choice) => invoke("answer", { question, choice }),
  setKind: (kind) => invoke("set_kind", { kind }),
  setPerson: (name, idKind, id, phone) => invoke("set_person", { name, idKind, id, phone }),
  setRepresentative: (input) => invoke("set_representative", { input }),
  setField: (key, value) => invoke("set_field", { key, value }),
  material: (code, action) => invoke("material", { code, action }),
  attach: (code, name, media, data) => invoke("attach", { code, name, media, data }),
  sign: (how, png, strokes) => invoke("sign", { how, png, strokes }),
  unsign: () => invoke("unsign"),
  unmask: (key) => invoke("unmask", { key }),
  remask: () => invoke("remask"),
  decide: (action, words) => invoke("decide", { action, words }),
  scanText: (text) => invoke("scan_text", { text }),
  scanPicture: (name, data) => invoke("scan_picture", { name, data }),
  cases: (query) => invoke("cases", { query }),
  case: (id) => invoke("case", { id }),
  caseAttach: (id, code, name, media, data) => invoke("case_attach", { id, code, name, media, data }),
  caseSupplement: (id, codes) => invoke("case_supplement", { id, codes }),
  caseDecide: (id, outcome, reason) => invoke("case_decide", { id, outcome, reason }),
  caseWithdraw: (id, reason) => invoke("case_withdraw", { id, reason }),
  queue: () => invoke("queue"),
  sendNow: () => invoke("send_now"),
  connection: () => invoke("connection"),
  paper: (caseId, kind) => invoke("paper", { case: caseId, kind }),
  printPaper: (caseId, kind) => invoke("print_paper", { case: caseId, kind }),
  phone: () => invoke("phone"),
  phoneCode: (citizen, kind, scene) => invoke("phone_code", { citizen, kind, scene }),
  setCut: (cut) => invoke("set_cut", { cut }),
  setStopped: (stopped) => invoke("set_stopped", { stopped }),
  devices: () => invoke("devices"),
  uiReady: (phase, t0) => invoke("ui_ready", { phase, t0 }),
  listen: (event, then) => listen(event, (message) => then(message.payload as never)),
};
