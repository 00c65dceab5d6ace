/** A writer's thread that opens its database and dies of its first commit. */
import { parentPort, workerData } from "node:worker_threads";
import { loadDriver } from "../driver.ts";
import { openForWriting } from "../open.ts";

openForWriting(await loadDriver(), (workerData as { readonly path: string }).path);
parentPort?.on("message", () => {
  throw new Error("crashed");
});
parentPort?.postMessage({ kind: "opened" });
