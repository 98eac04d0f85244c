// The tus project's own server, with its files in a folder. Prints where it listens; ends with its stdin.
import { createServer } from "node:http";
import { FileStore } from "@tus/file-store";
import { Server } from "@tus/server";

const [folder, port = "0"] = process.argv.slice(2);
const tus = new Server({
  path: "/v1/attachments",
  datastore: new FileStore({ directory: folder }),
});
const http = createServer((request, response) => tus.handle(request, response));
http.listen(Number(port), "127.0.0.1", () => {
  console.log(JSON.stringify({ url: `http://127.0.0.1:${http.address().port}` }));
});
process.stdin.on("end", () => process.exit(0));
process.stdin.resume();
