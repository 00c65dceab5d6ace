import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "..");

interface Package {
  readonly folder: string;
  readonly name: string;
  readonly dependencies: ReadonlySet<string>;
}

/** Its sources are bundled when it is built: who installs it needs none of what they import. */
const BUNDLED = "dashboard";

const packages: readonly Package[] = readdirSync(join(ROOT, "packages")).map((folder) => {
  const manifest = JSON.parse(readFileSync(join(ROOT, "packages", folder, "package.json"), "utf8")) as {
    name: string;
    dependencies?: Record<string, string>;
    devDependencies?: Record<string, string>;
  };
  const dependencies = folder === BUNDLED ? manifest.devDependencies : manifest.dependencies;
  return { folder, name: manifest.name, dependencies: new Set(Object.keys(dependencies ?? {})) };
});
const folderOf = new Map(packages.map(({ name, folder }) => [name, folder]));

/** Sources that ship: neither tests nor what only tests use. */
function sources(folder: string): readonly string[] {
  const found = readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return ["testing", "conformance"].includes(entry.name) ? [] : sources(path);
    return /\.tsx?$/.test(entry.name) && !/\.(test|test-d|fixture|d)\.tsx?$/.test(entry.name) ? [path] : [];
  });
  return found;
}

/** Module specifiers of static imports, re-exports and dynamic imports of literals. */
function importsOf(path: string): readonly string[] {
  const text = readFileSync(path, "utf8");
  const pattern =
    /(?:^|\n)\s*(?:import|export)\b[^;'"]*?from\s*["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']\s*\)|(?:^|\n)import\s*["']([^"']+)["']/g;
  return [...text.matchAll(pattern)].map((match) => match[1] ?? match[2] ?? match[3] ?? "");
}

/** `server -> api`, from what the sources really import. */
function drawGraph(): readonly string[] {
  const edges = new Set<string>();
  for (const { folder } of packages) {
    for (const file of sources(join(ROOT, "packages", folder, "src"))) {
      for (const specifier of importsOf(file)) {
        const name = [...folderOf.keys()].find((known) => specifier === known || specifier.startsWith(`${known}/`));
        if (name === undefined) continue;
        const driver = /^@callcall\/store(\/sqlite|\/postgres)$/.exec(specifier)?.[1] ?? "";
        edges.add(`${folder} -> ${folderOf.get(name)}${driver}`);
      }
    }
  }
  return [...edges].sort();
}

describe("architecture", () => {
  it("is the graph that ARCHITECTURE.md shows", () => {
    const text = readFileSync(join(ROOT, "ARCHITECTURE.md"), "utf8");
    const block = /```graph\n([\s\S]*?)```/.exec(text)?.[1] ?? "";
    expect(block.trim().split("\n").sort()).toEqual(drawGraph());
  });

  it("has no cycles", () => {
    const next = new Map<string, string[]>();
    for (const edge of drawGraph()) {
      const [from = "", to = ""] = edge.split(" -> ").map((end) => end.split("/")[0] ?? "");
      next.set(from, [...(next.get(from) ?? []), to]);
    }
    const visit = (folder: string, path: readonly string[]): void => {
      expect(path, `${[...path, folder].join(" -> ")}`).not.toContain(folder);
      for (const to of next.get(folder) ?? []) visit(to, [...path, folder]);
    };
    for (const { folder } of packages) visit(folder, []);
  });

  it("names in every manifest what its sources import", () => {
    for (const { folder, name, dependencies } of packages) {
      const imported = sources(join(ROOT, "packages", folder, "src"))
        .flatMap(importsOf)
        .filter((specifier) => !specifier.startsWith(".") && !specifier.startsWith("node:"))
        .map((specifier) =>
          specifier
            .split("/")
            .slice(0, specifier.startsWith("@") ? 2 : 1)
            .join("/"),
        );
      for (const specifier of new Set(imported)) {
        expect([...dependencies, name], `${folder} imports ${specifier}`).toContain(specifier);
      }
    }
  });

  it("gives the SDK no dependencies", () => {
    expect([...(packages.find(({ folder }) => folder === "sdk")?.dependencies ?? ["missing"])]).toEqual([]);
  });
});

describe("tidiness", () => {
  const files = packages.flatMap(({ folder }) => sources(join(ROOT, "packages", folder, "src")));
  const linesOf = (file: string): number => readFileSync(file, "utf8").split("\n").length;

  // They are as long as the contract. `tools/generate-client.test.ts` holds that nobody writes in them.
  const GENERATED = ["api-types.ts", "namespaces.ts", "operations.ts"].map((name) => `packages/sdk/src/client/${name}`);

  it("has no generated files but those that a test compares with their source", () => {
    const marked = files.filter((file) => readFileSync(file, "utf8").startsWith("// Generated by "));
    expect(marked.map((file) => relative(ROOT, file)).sort()).toEqual(GENERATED);
  });

  it("keeps a file to one idea", () => {
    const lengths = files.map(linesOf).sort((a, b) => a - b);
    expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThanOrEqual(120);
    const long = files.filter((file) => linesOf(file) > 350).map((file) => relative(ROOT, file));
    expect(long.filter((file) => !GENERATED.includes(file))).toEqual([]);
  });

  it("leaves no unfinished business", () => {
    const marks = files.filter((file) =>
      /\b(?:TODO|FIXME|XXX|HACK)\b|biome-ignore|@ts-(?:ignore|expect-error)/.test(readFileSync(file, "utf8")),
    );
    expect(marks.map((file) => relative(ROOT, file))).toEqual([]);
  });
});
