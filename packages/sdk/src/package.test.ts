import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, test } from "vitest";

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/** Every module that is reached from an entry, and what each imports from outside the package. */
function graph(entry: string): { files: string[]; foreign: string[] } {
  const foreign = new Set<string>();
  const files = new Set([new URL(entry, import.meta.url).href]);
  for (const file of files) {
    for (const { fileName } of ts.preProcessFile(readFileSync(fileURLToPath(file), "utf8")).importedFiles) {
      if (fileName.startsWith(".")) files.add(new URL(fileName, file).href);
      else foreign.add(fileName);
    }
  }
  return { files: [...files], foreign: [...foreign] };
}

function typeErrors(files: string[], options: ts.CompilerOptions): string[] {
  const { config } = ts.readConfigFile(path("../tsconfig.test.json"), ts.sys.readFile);
  const parsed = ts.parseJsonConfigFileContent(config, ts.sys, path(".."), options);
  const program = ts.createProgram(files, { ...parsed.options, ...options });
  const host = {
    getCanonicalFileName: (name: string) => name,
    getCurrentDirectory: () => path(".."),
    getNewLine: () => "\n",
  };
  return ts.getPreEmitDiagnostics(program).map((diagnostic) => ts.formatDiagnostic(diagnostic, host));
}

describe("the entries of the package", () => {
  test("only the main one imports anything, and that is node:crypto", () => {
    expect(graph("./index.ts").foreign).toEqual(["node:crypto"]);
    expect(graph("./web.ts").foreign).toEqual([]);
    expect(graph("./doctor.ts").foreign).toEqual([]);
    expect(graph("./client.ts").foreign).toEqual([]);
    expect(graph("./web.ts").files.length).toBeGreaterThan(10);
  });

  test("the entries of consumers do not load the client", () => {
    const loaded = ["./index.ts", "./web.ts", "./doctor.ts"].flatMap((entry) => graph(entry).files);
    expect(loaded.filter((file) => file.includes("/client"))).toEqual([]);
  });

  test("every exports entry has its source, and the condition order that lets tests run from it", () => {
    const { exports } = JSON.parse(readFileSync(path("../package.json"), "utf8"));
    for (const [name, conditions] of Object.entries<Record<string, string>>(exports)) {
      expect(Object.keys(conditions)).toEqual(["callcall-source", "types", "default"]);
      const file = name === "." ? "index" : name.slice(2);
      expect(Object.values(conditions)).toEqual([`./src/${file}.ts`, `./dist/${file}.d.ts`, `./dist/${file}.js`]);
      expect(ts.sys.fileExists(path(`./${file}.ts`))).toBe(true);
    }
  });

  test("web, doctor and client compile for a browser, without Node's types", () => {
    const browser = { types: [], lib: ["lib.es2023.d.ts", "lib.dom.d.ts"] };
    expect(typeErrors([path("./web.ts"), path("./doctor.ts"), path("./client.ts")], browser)).toEqual([]);
  });

  test("the type tests hold", () => {
    const files = ["./events/event.test-d.ts", "./handler/receive.test-d.ts", "./client/client.test-d.ts"].map(path);
    expect(typeErrors(files, {})).toEqual([]);
  });
});
