import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "..");
const BANNED =
  /\b(?:Date\.now|new Date\(\)|performance\.now|setTimeout|setInterval|setImmediate|queueMicrotask|Math\.random|randomBytes|randomUUID|getRandomValues|process\.(?:env|hrtime|nextTick))\b|\bfetch\(/;

/** What ships, but for runtime/: the one folder that may touch the world. */
function sources(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return ["testing", "runtime"].includes(entry.name) ? [] : sources(path);
    return entry.name.endsWith(".ts") && !entry.name.includes(".test.") ? [path] : [];
  });
}

it("takes time, timers and chance as ports everywhere but in runtime/", () => {
  const files = sources(ROOT);
  expect(files.length).toBeGreaterThan(40);
  const offences = files.flatMap((path) =>
    readFileSync(path, "utf8")
      .split("\n")
      .flatMap((line, index) => {
        const code = line.replace(/^\s*(?:\/?\*|\/\/).*$/, "");
        return BANNED.test(code) ? [`${path.slice(ROOT.length)}:${index + 1} ${line.trim()}`] : [];
      }),
  );
  expect(offences).toEqual([]);
});
