// Replicates the documents of a file, one JSON a line, to a server, with each batch size. Prints a JSON line each.
import { readFileSync } from "node:fs";
import PouchDB from "pouchdb";
import memory from "pouchdb-adapter-memory";

PouchDB.plugin(memory);
const [file, url, ...sizes] = process.argv.slice(2);
const documents = readFileSync(file, "utf8")
  .trimEnd()
  .split("\n")
  .map((line) => JSON.parse(line));
for (const size of sizes.map(Number)) {
  const local = new PouchDB(`local-${size}-${process.pid}`, { adapter: "memory" });
  for (let at = 0; at < documents.length; at += 1000) {
    await local.bulkDocs(documents.slice(at, at + 1000));
  }
  const begun = performance.now();
  const done = await local.replicate.to(`${url}/remote-${size}-${process.pid}`, {
    batch_size: size,
    batches_limit: 10,
  });
  const seconds = (performance.now() - begun) / 1000;
  console.log(JSON.stringify({ size, seconds, written: done.docs_written, ok: done.ok }));
  await local.destroy();
}
