import { spawn } from "node:child_process";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The root of the workspace. */
export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

/** Say what comes next, on stderr: stdout belongs to the program that is started. */
export function say(text) {
  process.stderr.write(`\x1b[2m›\x1b[0m ${text}\n`);
}

/** Say what went wrong and how to mend it, and end. */
export function fail(text, cure) {
  process.stderr.write(`\n\x1b[31m✗\x1b[0m ${text}\n${cure === undefined ? "" : `  ${cure}\n`}`);
  process.exit(1);
}

/**
 * Run a program and resolve with its exit code. Signals are handed on, so that ending this ends it.
 * A process that a signal ended counts as 1.
 */
export function run(command, args, options = {}) {
  return new Promise((done, failed) => {
    const child = spawn(command, args, { cwd: ROOT, stdio: "inherit", ...options });
    const forward = (signal) => child.kill(signal);
    // A terminal's Ctrl+C reaches the child by itself; this keeps the parent alive until it has ended.
    const ignore = () => {};
    process.on("SIGTERM", forward);
    process.on("SIGINT", ignore);
    child.on("error", failed);
    child.on("exit", (code) => {
      process.off("SIGTERM", forward);
      process.off("SIGINT", ignore);
      done(code ?? 1);
    });
  });
}

/** Run a script of an installed package with this very Node. */
export function runModule(path, args, options) {
  return run(process.execPath, [resolve(ROOT, "node_modules", path), ...args], options);
}
