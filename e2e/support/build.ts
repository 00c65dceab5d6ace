import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { ROOT } from "./paths.ts";

/** The tests run what is built: a stale build would test yesterday's code. A moment when nothing changed. */
export default function build(): void {
  const compiler = join(ROOT, "node_modules/typescript/bin/tsc");
  const { status } = spawnSync(process.execPath, [compiler, "-b"], { cwd: ROOT, stdio: "inherit" });
  if (status !== 0) throw new Error("Cannot run the end-to-end tests as the build failed: see the lines above");
}
