// A camera of the fake: one that is there, and how it goes on.

import type { CamerasView, FolderView, PageView } from "@/host/bindings";

const folder: FolderView = { path: "", waiting: 0, lost: false, left: [] };

/** What can be photographed with. */
export const cameras = (): CamerasView => ({
  cameras: [{
    id: "played", name: "模拟高拍仪", simulated: true, fault: null,
    modes: [{ width: 2592, height: 1944, rate: 10 }, { width: 640, height: 480, rate: 10 }],
  }],
  chosen: "played", mode: null, say: null, folder,
});

/** A page, the `n`th that was taken. */
export const page = (n: number): PageView => ({
  id: `page-${n}`, text: "1654×2339，312 KB，10:44:07", warnings: n === 2 ? ["模糊，请重拍：按住纸张，等画面稳定再拍。"] : [],
  original: false, quarters: 0, corners: [0.1, 0.1, 0.9, 0.12, 0.88, 0.9, 0.1, 0.88], size: [2592, 1944],
});

/** A frame: its state, its number, no picture. */
export const frame = (state: number, number: number): number[] => [state, 0, 0, 0, 0, 0, 0, 0, number % 256];
