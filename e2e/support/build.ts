import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { ROOT } from "./paths.ts";

const STEPS: readonly (readonly string[])[] = [
  [join(ROOT, "node_modules/typescript/bin/tsc"), "-b"],
  [join(ROOT, "packages/dashboard/build.mjs")],
];

/** The tests run what is built: a stale build would test yesterday's code. A moment when nothing changed. */
export default function build(): void {
  for (const step of STEPS) {
    const { status } = spawnSync(process.execPath, step, { cwd: ROOT, stdio: "inherit" });
    if (status !== 0) throw new Error("Cannot run the end-to-end tests as the build failed: see the lines above");
  }
}
