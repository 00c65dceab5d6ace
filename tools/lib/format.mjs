import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { ROOT } from "./run.mjs";

/** `text` as Biome prints a file of this name. */
export function format(path, text) {
  const biome = resolve(ROOT, "node_modules/@biomejs/biome/bin/biome");
  const args = [biome, "check", "--write", `--stdin-file-path=${path}`];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, input: text, encoding: "utf8" });
  if (status !== 0) throw new Error(`Cannot format ${path}: ${stderr}`);
  return stdout;
}
