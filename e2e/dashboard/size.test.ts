import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ROOT } from "../support/paths.ts";

const DIST = join(ROOT, "packages/dashboard/dist");
/** What a browser has to read before it can show anything, compressed. */
const FIRST_LOAD_BYTES_MAX = 250 * 1024;

interface Chunk {
  readonly file: string;
  readonly isEntry?: boolean;
  readonly imports?: readonly string[];
}

const manifest = JSON.parse(readFileSync(join(DIST, ".vite/manifest.json"), "utf8")) as Record<string, Chunk>;

/** A chunk and all that it imports before it runs. */
function withImports(key: string, seen: Set<string> = new Set()): Set<string> {
  if (seen.has(key)) return seen;
  seen.add(key);
  for (const imported of manifest[key]?.imports ?? []) withImports(imported, seen);
  return seen;
}

function compressedBytes(key: string): number {
  const path = join(DIST, manifest[key]?.file ?? "");
  // Small files have no compressed form.
  return statSync(`${path}.gz`, { throwIfNoEntry: false })?.size ?? statSync(path).size;
}

it("the first screen needs at most 250 KiB of compressed JavaScript", () => {
  const entry = Object.keys(manifest).filter((key) => manifest[key]?.isEntry);
  expect(entry).toEqual(["index.html"]);
  const needed = new Set([...entry, "src/screens/home/index.tsx"].flatMap((key) => [...withImports(key)]));
  const bytes = [...needed].reduce((sum, key) => sum + compressedBytes(key), 0);
  expect(bytes).toBeGreaterThan(50 * 1024);
  expect(bytes).toBeLessThanOrEqual(FIRST_LOAD_BYTES_MAX);
});

it("the charts are not in it", () => {
  const first = [...withImports("index.html")].map((key) =>
    readFileSync(join(DIST, manifest[key]?.file ?? ""), "utf8"),
  );
  expect(first.join("")).not.toContain("recharts");
});
