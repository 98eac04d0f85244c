// How the fake's person is seen.

import type { DeskView, FaceView } from "@/host/bindings";

const EYE = "人工核对 10:45";
const FACE = "人脸比对 10:44 一致 0.93";

/** 人工核对, or no more. */
export function glance(desk: DeskView): void {
  const presence = desk.person.presence!;
  presence.eye = !presence.eye;
  const seen = presence.seen.filter((one) => one.tone === "ok" && one.text !== EYE);
  if (presence.eye) seen.push({ tone: "ok", text: EYE });
  presence.seen = seen.length ? seen : [{ tone: "plain", text: "未核验" }];
}

/** The face is compared, or they do not want it. */
export function compare(desk: DeskView, consent: boolean): void {
  const presence = desk.person.presence!;
  if (consent) presence.seen = [{ tone: "ok", text: FACE }];
  else presence.no_face = true;
}

export const compared = (desk: DeskView, consent: boolean): FaceView =>
  consent
    ? { tone: "ok", title: "人脸比对一致", say: "相似度 0.93。结果已记在办件里，没有保存照片。", desk }
    : { tone: "plain", title: "不做人脸比对", say: "办事人不同意，什么都没有发送，办件不受影响。请读身份证或人工核对。", desk };
