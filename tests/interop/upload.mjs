// The tus project's own client against a backend: one JSON line at the end. Input is one JSON object on stdin.
import { readFileSync } from "node:fs";
import { Upload } from "tus-js-client";

const asked = JSON.parse(readFileSync(0, "utf8"));
const bytes = readFileSync(asked.file);

/** Uploads; `each` sees every request before it leaves, `stop` ends it after so many bytes were taken. */
function upload({ url = null, retries = null, chunk = Infinity, each = () => {}, stop = null }) {
  return new Promise((resolve) => {
    const offsets = [];
    const job = new Upload(bytes, {
      endpoint: asked.endpoint,
      uploadUrl: url,
      retryDelays: retries,
      chunkSize: chunk,
      metadata: { case: asked.case, hash: asked.hash },
      headers: { authorization: `Bearer ${asked.token}` },
      removeFingerprintOnSuccess: true,
      onBeforeRequest: (request) => each(request),
      onAfterResponse: (request, response) => {
        const offset = response.getHeader("upload-offset");
        offsets.push({ method: request.getMethod(), status: response.getStatus(), offset: Number(offset ?? -1) });
      },
      onChunkComplete: (_, taken) => {
        if (stop !== null && taken >= stop) {
          job.abort().then(() => resolve({ ended: "stopped", url: job.url, offsets }));
        }
      },
      onError: (error) => {
        const response = error.originalResponse;
        resolve({ ended: "failed", status: response ? response.getStatus() : 0, url: job.url, offsets });
      },
      onSuccess: () => resolve({ ended: "done", url: job.url, offsets }),
    });
    job.start();
  });
}

const modes = {
  whole: () => upload({ retries: Array(40).fill(20) }),
  async resumed() {
    const first = await upload({ chunk: 300_000, stop: 600_000 });
    const second = await upload({ url: first.url, chunk: 300_000 });
    return { first, second };
  },
  misplaced: () =>
    upload({
      each: (request) => {
        if (request.getMethod() === "PATCH") request.setHeader("Upload-Offset", "7");
      },
    }),
  changed: () =>
    upload({
      each: (request) => {
        if (request.getMethod() === "PATCH") {
          request.setHeader("Upload-Checksum", `sha256 ${Buffer.alloc(32).toString("base64")}`);
        }
      },
    }),
  summed: () =>
    upload({
      each: (request) => {
        if (request.getMethod() === "PATCH") request.setHeader("Upload-Checksum", asked.checksum);
      },
    }),
};
console.log(JSON.stringify(await modes[asked.mode]()));
