import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

export const ROOT: string = resolve(import.meta.dirname, "../..");
export const CLI: string = join(ROOT, "packages/cli/dist/index.js");

/** A directory of its own, gone with `remove`. */
export async function tempDir(): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), "callcall-e2e-"));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}
