import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import {
  BUILT_IN_EVENT_TYPES,
  DELIVERY_HEADERS,
  LIMITS,
  OUTCOMES,
  PROBLEMS,
  RETRY_SCHEDULE_SECONDS,
  ROUTES,
  SCOPES,
  STREAM_KINDS,
  TRACE_HEADERS,
} from "@callcall/contract";
import { defaultOf, SETTINGS, type Setting, VERSION } from "@callcall/server";
import { signWebhook, verifyStandardWebhook, verifyWebhookSignature } from "@callcall/webhooks";
import { DIAGNOSIS_CODES } from "@callcall/webhooks/doctor";
import { describe, expect, it } from "vitest";
import { fenced, plain, tableBelow } from "./lib/markdown.ts";

/** Not ours, or made from what is. */
const FOREIGN: ReadonlySet<string> = new Set(["node_modules", "dist", "coverage", ".git", ".callcall"]);

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");

/** Every text of the repository. */
const files = textsIn("");
const pages = files.filter((path) => path.endsWith(".md"));

/** Every word of the sources that stands in code: what only a comment still says may be gone. */
const words: ReadonlySet<string> = new Set(
  files
    .filter((path) => /^packages\/.*\/src\/.*\.ts$/.test(path) && !path.endsWith(".test.ts"))
    .flatMap((path) => read(path).split("\n"))
    .filter((line) => !/^\s*(?:\/\/|\/?\*)/.test(line))
    .flatMap((line) => line.match(/#?[$\w]+/g) ?? []),
);

function textsIn(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    // In a linked work tree, .git is a file.
    if (FOREIGN.has(entry.name)) return [];
    if (entry.isDirectory()) return textsIn(path);
    return entry.isFile() && !/\.(?:png|ico|woff2|db|log|tsbuildinfo)$/.test(entry.name) ? [path] : [];
  });
}

describe("settings", () => {
  const settings = Object.values(SETTINGS) as readonly Setting[];
  const flagOf = ({ flag }: Setting): string => flag ?? "none";
  const defaultText = (setting: Setting): string => {
    const [dev, serve] = (["development", "production"] as const).map((mode) => defaultOf(setting, mode) || "none");
    return dev === serve ? String(dev) : `${dev} in dev, ${serve} in serve`;
  };

  it("stand in docs/configuration.md as they are in the catalogue", () => {
    const shown = tableBelow(read("docs/configuration.md"), "Configuration").map((row) => row.map(plain));
    expect(shown).toEqual(
      settings.map((setting) => [flagOf(setting), setting.env, defaultText(setting), setting.description]),
    );
  });

  it("stand in the README", () => {
    const shown = tableBelow(read("README.md"), "Settings").map((row) => row.map(plain));
    expect(shown).toEqual(settings.map((setting) => [flagOf(setting), setting.env, defaultText(setting)]));
  });
});

describe("docs/api.md", () => {
  const text = read("docs/api.md");

  it("lists every problem with its status and title, and what to do", () => {
    const rows = tableBelow(text, "Errors");
    const shown = rows.map(([code, status, title]) => [plain(code), Number(status), title]);
    expect(shown).toEqual(Object.entries(PROBLEMS).map(([code, { status, title }]) => [code, status, title]));
    for (const [code, , , cure] of rows) expect(cure, code).not.toBe("");
  });

  it("lists every call with its scope and summary", () => {
    const shown = tableBelow(text, "Calls").map(([call, scope, summary]) => [plain(call), plain(scope), summary]);
    expect(shown).toEqual(
      Object.values(ROUTES).map(({ method, path, scope, summary }) => [`${method} ${path}`, scope, summary]),
    );
  });

  it("lists every scope, stream kind and limit", () => {
    const firstColumn = (heading: string) => tableBelow(text, heading).map(([name]) => plain(name));
    expect(firstColumn("Keys and scopes")).toEqual([...SCOPES]);
    expect(firstColumn("The stream")).toEqual([...STREAM_KINDS]);
    const limits = tableBelow(text, "Limits").map(([name, value]) => [plain(name), value]);
    expect(limits).toEqual(Object.entries(LIMITS).map(([name, value]) => [name, value.toLocaleString("en")]));
  });

  it("names the built-in event types", () => {
    for (const { name } of BUILT_IN_EVENT_TYPES) expect(text).toContain(`\`${name}\``);
  });
});

describe("docs/delivery.md", () => {
  const text = read("docs/delivery.md");

  it("lists every outcome, what it means and what to do", () => {
    const rows = tableBelow(text, "Outcomes");
    expect(rows.map(([outcome]) => plain(outcome))).toEqual([...OUTCOMES]);
    for (const row of rows)
      expect(
        row.filter((cell) => cell !== ""),
        row[0],
      ).toHaveLength(4);
  });

  it("lists the headers in the order in which they are sent", () => {
    const shown = tableBelow(text, "The request").map(([name]) => plain(name));
    expect(shown).toEqual([
      "content-type",
      "user-agent",
      "accept-encoding",
      ...Object.values(DELIVERY_HEADERS),
      ...Object.values(TRACE_HEADERS),
    ]);
  });

  it("has test vectors that the SDK makes and verifies", () => {
    interface Vector {
      readonly name: string;
      readonly secrets: readonly string[];
      readonly "webhook-id": string;
      readonly timestamp: string;
      readonly body: string;
      readonly "x-callcall-signature": string;
      readonly "webhook-signature": string;
    }
    const vectors = fenced(text, "json vectors").flatMap((block) => JSON.parse(block) as readonly Vector[]);
    expect(vectors.length).toBeGreaterThanOrEqual(3);
    for (const vector of vectors) {
      const { name, body, secrets, timestamp } = vector;
      const now = Number(timestamp);
      const signed = signWebhook({ id: vector["webhook-id"], payload: body, secrets, timestamp: now });
      expect(signed["x-callcall-signature"], name).toBe(vector["x-callcall-signature"]);
      expect(signed["webhook-signature"], name).toBe(vector["webhook-signature"]);
      const standard = {
        "webhook-id": vector["webhook-id"],
        "webhook-timestamp": timestamp,
        "webhook-signature": vector["webhook-signature"],
      };
      for (const secret of secrets) {
        expect(verifyWebhookSignature(body, vector["x-callcall-signature"], timestamp, secret, { now }), name).toBe(
          true,
        );
        expect(verifyStandardWebhook(body, standard, secret, { now }), name).toBe(true);
        expect(verifyStandardWebhook(`${body} `, standard, secret, { now }), name).toBe(false);
      }
    }
  });
});

it("docs/troubleshooting.md explains every diagnosis", () => {
  const shown = tableBelow(read("docs/troubleshooting.md"), "The signature does not verify");
  expect(shown.map(([code]) => plain(code))).toEqual([...DIAGNOSIS_CODES]);
});

it.each(["README.md", "docs/delivery.md"])("%s has the retry schedule", (path) => {
  const [seconds, rest] = [RETRY_SCHEDULE_SECONDS.slice(0, 5), RETRY_SCHEDULE_SECONDS.slice(5)];
  const long = rest.map((wait) => (wait < 3_600 ? `${wait / 60} m` : `${wait / 3_600} h`));
  expect(read(path)).toContain(`${seconds.join(", ")} s, then ${long.join(", ")}`);
});

describe("every page", () => {
  const shapes = Object.values(ROUTES).map(({ method, path }) => ({
    method,
    pattern: new RegExp(`^${path.replaceAll(/\{[a-z]+\}/g, "[^/]+")}$`),
  }));
  const rootPaths = ["/", "/docs", "/openapi.json", "/healthz", "/readyz", "/metrics"];

  it("is found", () => {
    expect(pages).toEqual(expect.arrayContaining(["README.md", "docs/api.md", "packages/sdk/README.md"]));
  });

  it("names calls that exist", () => {
    const isCall = (method: string | undefined, path: string): boolean =>
      rootPaths.includes(path) ||
      shapes.some((shape) => (method ?? shape.method) === shape.method && shape.pattern.test(path));
    const unknown = pages.flatMap((page) => {
      const text = read(page);
      const written = [...text.matchAll(/\b(GET|POST|PATCH|DELETE) (?:\/api\/v1)?(\/[^\s`"'|?,;)]*)/g)];
      const variables = [...text.matchAll(/()\$API(\/[^\s"'?\\]*)/g)];
      return [...written, ...variables]
        .filter(([, method, path]) => !isCall(method || undefined, path ?? ""))
        .map(([call]) => `${page}: ${call}`);
    });
    expect(unknown).toEqual([]);
  });

  it("has links that lead somewhere", () => {
    const broken = pages.flatMap((page) =>
      linksOf(read(page))
        .filter((link) => !/^https?:/.test(link) && !leadsSomewhere(page, link))
        .map((link) => `${page}: ${link}`),
    );
    expect(broken).toEqual([]);
  });

  it("names files that exist", () => {
    const missing = pages.flatMap((page) =>
      [...read(page).matchAll(/`((?:packages|tools|docs|examples|e2e|\.ci)\/[\w./-]+)`/g)]
        .filter(([, path = ""]) => !existsSync(join(ROOT, path)))
        .map(([, path]) => `${page}: ${path}`),
    );
    expect(missing).toEqual([]);
  });

  function leadsSomewhere(page: string, link: string): boolean {
    const [path = "", anchor] = link.split("#");
    const target = path === "" ? page : join(dirname(page), path);
    return existsSync(join(ROOT, target)) && (anchor === undefined || anchorsOf(read(target)).has(anchor));
  }
});

/** Words of other people's that our texts set as code. */
const FOREIGN_SYMBOLS: ReadonlySet<string> = new Set([
  "strace",
  "getaddrinfo",
  "isolatedDeclarations",
  "standardwebhooks",
]);

it.each(["ARCHITECTURE.md", ...pages.filter((path) => path.startsWith("docs/adr/"))])(
  "%s names symbols that the sources have",
  (page) => {
    const symbols = codeOf(read(page)).flatMap(symbolsOf);
    const unknown = symbols.filter(
      (symbol) => !words.has(symbol) && !FOREIGN_SYMBOLS.has(symbol) && !existsSync(join(ROOT, symbol)),
    );
    expect(unknown).toEqual([]);
  },
);

it("the changelog knows the version, and every decision record is in the index", () => {
  expect(read("CHANGELOG.md")).toContain(`## [${VERSION}]`);
  const records = pages.filter((path) => /^docs\/adr\/\d{4}-/.test(path)).map((path) => path.slice("docs/adr/".length));
  expect(tableBelow(read("docs/adr/README.md"), "Decision records").map(([link]) => linksOf(link ?? "")[0])).toEqual(
    records.sort(),
  );
});

it("no text knows the machine that it was written on", () => {
  // Written in pieces, so that this file passes its own test.
  const folders = [
    ["/wo", "rk/"],
    ["/ro", "ot/"],
    ["/home/", "[a-z]"],
    ["/Use", "rs/"],
  ].map((parts) => `(?<![\\w.-])${parts.join("")}`);
  const hosts = [
    ["regis", "try\\.(?:npmjs|yarnpkg)"],
    ["verda", "ccio"],
    ["arti", "factory"],
  ].map((parts) => parts.join(""));
  const pattern = new RegExp([...folders, ...hosts].join("|"), "i");
  expect(files.filter((path) => pattern.test(read(path)))).toEqual([]);
});

function withoutFences(text: string): string {
  return text.replaceAll(/^```[\s\S]*?^```/gm, "");
}

/** What stands between single backticks. */
function codeOf(text: string): readonly string[] {
  return [...withoutFences(text).matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code);
}

/** The names in `admit`, `#pump`, `createServer()` and `dispatcher.book(webhook)`; none in what is not a symbol. */
function symbolsOf(code: string): readonly string[] {
  const [, path] = /^(#?[a-z_$][$\w]*(?:\.#?[a-z_$][$\w]*)*)(?:\([^()]*\))?$/i.exec(code) ?? [];
  return path?.split(".") ?? [];
}

/** The anchors that GitHub gives the headings of a page. */
function anchorsOf(text: string): ReadonlySet<string> {
  const headings = [...withoutFences(text).matchAll(/^#+ (.+)$/gm)];
  return new Set(
    headings.map(([, title = ""]) =>
      title
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
        .replaceAll(" ", "-"),
    ),
  );
}

/** Targets of links, as written. */
function linksOf(text: string): readonly string[] {
  return [...withoutFences(text).matchAll(/\]\(([^()\s]+)\)/g)].map((match) => match[1] ?? "");
}
