// The PDF drawer, loaded only when a paper is looked at.

import { getDocument, GlobalWorkerOptions } from "pdfjs-dist/legacy/build/pdf.mjs";
import worker from "pdfjs-dist/legacy/build/pdf.worker.min.mjs?url";

GlobalWorkerOptions.workerSrc = worker;
const SCALE = 2;

/** An open document: its page count, drawing one page (from 1), closing. */
export async function openPdf(data: Uint8Array) {
  // Glyphs are drawn as paths: no font files to load, which the content policy would refuse.
  const task = getDocument({ data, isEvalSupported: false, disableFontFace: true, useSystemFonts: false });
  const document = await task.promise;
  return {
    count: document.numPages,
    async draw(n: number, canvas: HTMLCanvasElement): Promise<void> {
      const page = await document.getPage(n);
      const viewport = page.getViewport({ scale: SCALE });
      canvas.width = viewport.width;
      canvas.height = viewport.height;
      await page.render({ canvas, viewport }).promise;
    },
    close: () => task.destroy(),
  };
}
