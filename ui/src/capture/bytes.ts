// Bytes from the host as pictures for the page: each has an address that lives as long as it is shown.

/** What the host answers as bytes: an ArrayBuffer, or numbers where the webview's fast way is not there. */
export function bytesFrom(answer: ArrayBuffer | number[]): Uint8Array<ArrayBuffer> {
  return Array.isArray(answer) ? Uint8Array.from(answer) : new Uint8Array(answer);
}

/** The address of a JPEG; let go with `URL.revokeObjectURL`. Empty for no bytes. */
export function addressOf(bytes: Uint8Array<ArrayBuffer>): string {
  return bytes.length ? URL.createObjectURL(new Blob([bytes], { type: "image/jpeg" })) : "";
}
