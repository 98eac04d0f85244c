// Files from a chooser or the clipboard, as the host takes them.

import { zh as w } from "@/words/zh";

/** A file's bytes in base64; rejects with a `DeskFault` where the file is gone or may not be read. */
export async function base64Of(file: Blob): Promise<string> {
  const whole = await file.arrayBuffer().catch(() => Promise.reject<ArrayBuffer>({ code: "file_gone", say: w.material.gone }));
  const bytes = new Uint8Array(whole);
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) {
    text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  }
  return btoa(text);
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
