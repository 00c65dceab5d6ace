import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { expect, it } from "vitest";
import { registerGauges } from "../packages/server/src/telemetry/gauges.ts";
import { createMetrics } from "../packages/server/src/telemetry/metrics.ts";
import { fenced, plain, tableBelow } from "./lib/markdown.ts";

const ROOT = join(import.meta.dirname, "..");
const page = readFileSync(join(ROOT, "docs/telemetry.md"), "utf8");

// Nothing is read: only what is registered counts.
const NO_ENGINE = {} as Parameters<typeof registerGauges>[0]["engine"];
const NO_STORE = {} as Parameters<typeof registerGauges>[0]["store"];

interface Shape {
  readonly name: string;
  /** Of a step; undefined of what steps share. */
  readonly step: string | undefined;
  readonly measurements: readonly string[];
  readonly metadata: readonly string[];
}

/** The interfaces of steps.ts: numbers are measurements, with what is inherited named by where it comes from. */
function shapes(): readonly Shape[] {
  const path = join(ROOT, "packages/engine/src/telemetry/steps.ts");
  const source = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest);
  return source.statements.filter(ts.isInterfaceDeclaration).map((node) => {
    const parents = (node.heritageClauses ?? []).flatMap(({ types }) => types.map((type) => type.getText(source)));
    const shape = { name: node.name.text, step: undefined as string | undefined };
    const measurements: string[] = [];
    const metadata = parents.map((parent) => parent.toLowerCase());
    for (const member of node.members.filter(ts.isPropertySignature)) {
      const name = member.name.getText(source);
      const type = member.type?.getText(source) ?? "";
      if (name === "step") shape.step = type.replaceAll('"', "");
      else (/^number( \| null)?$/.test(type) ? measurements : metadata).push(name);
    }
    return { ...shape, measurements, metadata };
  });
}

const namesIn = (cell: string | undefined): readonly string[] => (cell ?? "").match(/`[^`]+`/g)?.map(plain) ?? [];

it("docs/telemetry.md has every step with its measurements and metadata", () => {
  const rows = tableBelow(page, "Steps");
  const shown = rows.map(([step, , measurements, metadata]) => [plain(step), namesIn(measurements), namesIn(metadata)]);
  const steps = shapes().filter(({ step }) => step !== undefined);
  expect(shown).toEqual(steps.map(({ step, measurements, metadata }) => [step, measurements, metadata]));
  for (const [step, when] of rows) expect(when, step).not.toBe("");
});

it("and what they share", () => {
  const shown = tableBelow(page, "What steps share").map(([name, measurements, metadata]) => [
    plain(name),
    namesIn(measurements),
    namesIn(metadata),
  ]);
  const shared = shapes().filter(({ step }) => step === undefined);
  expect(shown).toEqual(shared.map(({ name, measurements, metadata }) => [name.toLowerCase(), measurements, metadata]));
});

it("and every metric with its type, labels and meaning", async () => {
  const { registry } = createMetrics("1");
  registerGauges({ registry, engine: NO_ENGINE, store: NO_STORE, database: { kind: "sqlite", path: "/nowhere" } });
  const metrics = await registry.getMetricsAsArray();
  const ours = metrics.filter(({ name }) => name.startsWith("callcall_"));
  const shown = tableBelow(page, "Metrics").map(([name, type, labels, help]) => [
    plain(name),
    type,
    namesIn(labels),
    help,
  ]);
  // What a metric holds of itself is not in the types of prom-client.
  const described = ours as unknown as readonly {
    name: string;
    type: string;
    labelNames: readonly string[];
    help: string;
  }[];
  expect(shown).toEqual(described.map(({ name, type, labelNames, help }) => [name, type, labelNames, help]));
});

it("and a line of log that has the fields of the code, in their order", () => {
  const [line = ""] = fenced(page, "json");
  const source = readFileSync(join(ROOT, "packages/server/src/telemetry/attempt-log.ts"), "utf8");
  const [, body = ""] = /function lineOf[^{]*\{\s*return \{([\s\S]*?)\n {2}\};/.exec(source) ?? [];
  const fields = [...body.matchAll(/^ {4}(\w+):/gm)].map(([, name]) => name);
  expect(fields.length).toBeGreaterThan(20);
  expect(Object.keys(JSON.parse(line) as object)).toEqual(["level", "time", ...fields, "msg"]);
});

it("and alert rules that name metrics that exist", async () => {
  const { registry } = createMetrics("1");
  registerGauges({ registry, engine: NO_ENGINE, store: NO_STORE, database: { kind: "sqlite", path: "/nowhere" } });
  const known = new Set((await registry.getMetricsAsArray()).map(({ name }) => name));
  const [rules = ""] = fenced(page, "yaml alerts");
  const named = rules.match(/\b(?:callcall|nodejs|process)_\w+/g) ?? [];
  expect(named.length).toBeGreaterThan(8);
  const unknown = named.filter((name) => !known.has(name) && !known.has(name.replace(/_(?:bucket|sum|count)$/, "")));
  expect(unknown).toEqual([]);
});
