import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { extname, join, relative, sep } from "node:path";

/** What a client may ask for a file to come in, best first. */
export const ENCODINGS = ["br", "gzip"] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** A file of the dashboard as it is served. */
export interface DashboardFile {
  /** `/assets/index-4f1c.js` */
  readonly path: string;
  readonly type: string;
  /** Its name changes with its content: whoever has it never asks again. */
  readonly immutable: boolean;
  /** Strong, of the bytes; a compressed form is another representation, with a tag of its own. */
  readonly etag: string;
  readonly bytes: Buffer;
  /** Compressed at build time. */
  readonly compressed: ReadonlyMap<Encoding, Buffer>;
}

/** What the build made: the page with a place for the nonce, and every file beside it. */
export interface DashboardBuild {
  readonly page: string;
  readonly files: readonly DashboardFile[];
}

const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".woff2": "font/woff2",
};
const SUFFIXES: Readonly<Record<Encoding, string>> = { br: ".br", gzip: ".gz" };

/**
 * Read all of it into memory, some megabytes: no request can then name a file on the disk, and a build that runs
 * meanwhile cannot mix two versions. Undefined when there is no build.
 */
export function readDashboard(directory: string): DashboardBuild | undefined {
  const page = join(directory, "index.html");
  if (!existsSync(page)) return undefined;
  const files = readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    // Without what is about the build (`.vite/manifest.json`, `.stamp`), and what has no type to be served as.
    .filter((path) => !isHidden(relative(directory, path)) && TYPES[extname(path)] !== undefined)
    .map((path) => readOne(directory, path));
  return { page: readFileSync(page, "utf8"), files };
}

function isHidden(path: string): boolean {
  return path.split(sep).some((part) => part.startsWith("."));
}

function readOne(directory: string, file: string): DashboardFile {
  const bytes = readFileSync(file);
  const path = `/${relative(directory, file).split(sep).join("/")}`;
  const compressed = ENCODINGS.filter((encoding) => existsSync(file + SUFFIXES[encoding])).map(
    (encoding) => [encoding, readFileSync(file + SUFFIXES[encoding])] as const,
  );
  return {
    path,
    type: TYPES[extname(file)] ?? "application/octet-stream",
    immutable: path.startsWith("/assets/"),
    etag: createHash("sha256").update(bytes).digest("base64url").slice(0, 27),
    bytes,
    compressed: new Map(compressed),
  };
}
