// Build the dashboard, and compress what is served. Nothing happens when neither sources nor dependencies changed.
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { dashboardDirectory } from "./index.js";

const HERE = import.meta.dirname;
const STAMP = join(dashboardDirectory, ".stamp");
/** What the bundle is made of: its own sources, those of the SDK's client, and the versions of all the rest. */
const SOURCES = [
  "src",
  "public",
  "index.html",
  "vite.config.mjs",
  "build.mjs",
  "../sdk/src",
  "../../package-lock.json",
];
const COMPRESSED = /\.(?:js|css|svg|json|txt)$/;
/** Below this a compressed copy saves no packet. */
const COMPRESSED_FROM_BYTES = 1024;

/** Whether `dist` is what the sources make. */
export async function isDashboardBuilt() {
  return existsSync(STAMP) && (await readFile(STAMP, "utf8")) === (await fingerprint());
}

/** @throws what vite throws, after it has printed it */
export async function buildDashboard() {
  const wanted = await fingerprint();
  // The stamp goes first: a build that breaks off must not look like one that ended.
  await rm(STAMP, { force: true });
  // Test runners set another, and React would come in its development form: half as large again, and slower.
  process.env.NODE_ENV = "production";
  const { build } = await import("vite");
  await build({ configFile: join(HERE, "vite.config.mjs"), logLevel: "warn" });
  for (const path of await filesIn(dashboardDirectory)) await compress(path);
  await writeFile(STAMP, wanted);
}

async function compress(path) {
  if (!COMPRESSED.test(path) || path.includes(".vite")) return;
  const bytes = await readFile(path);
  if (bytes.length < COMPRESSED_FROM_BYTES) return;
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  await writeFile(`${path}.br`, await promisify(brotliCompress)(bytes, { params }));
  await writeFile(`${path}.gz`, await promisify(gzip)(bytes, { level: 9 }));
}

async function fingerprint() {
  const hash = createHash("sha256");
  for (const source of SOURCES) {
    for (const path of await filesIn(join(HERE, source))) {
      if (/\.test\.tsx?$/.test(path)) continue;
      hash
        .update(relative(HERE, path))
        .update("\0")
        .update(await readFile(path))
        .update("\0");
    }
  }
  return hash.digest("hex");
}

async function filesIn(path) {
  const entries = await readdir(path, { withFileTypes: true, recursive: true }).catch((error) => {
    if (error.code === "ENOTDIR") return undefined;
    throw error;
  });
  if (entries === undefined) return [path];
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return files.sort();
}

if (process.argv[1] === import.meta.filename && !(await isDashboardBuilt())) await buildDashboard();
