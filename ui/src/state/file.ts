// Files from a chooser or the clipboard, as the host takes them.

import { zh as w } from "@/words/zh";

/** Of a picture to be scanned no more goes to the desk: over what it opens, so that the desk says what is too large. */
export const PICTURE_BYTES = 65 * 1024 * 1024;

/** A file's bytes in base64; rejects with a `DeskFault` where the file is gone or may not be read. */
export function base64Of(file: Blob): Promise<string> {
  return new Promise((done, fail) => {
    const reader = new FileReader();
    reader.onerror = () => fail({ code: "file_gone", say: w.material.gone });
    reader.onload = () => {
      const url = String(reader.result);
      const comma = url.indexOf(",");
      done(comma < 0 ? "" : url.slice(comma + 1));
    };
    reader.readAsDataURL(file);
  });
}

/** Base64 as bytes. */
export function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at);
  return bytes;
}

/** The first file of a paste. */
export function fileOf(data: DataTransfer | null): File | null {
  return data?.files?.[0] ?? null;
}

/** A paste that brings neither text nor file: WebKitGTK tells a page of no picture, so the shell is asked. */
export function isBare(data: DataTransfer | null): boolean {
  return !data?.types.length && !data?.files.length;
}
