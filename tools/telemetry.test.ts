import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { expect, it } from "vitest";
import { plain, tableBelow } from "./lib/markdown.ts";

const ROOT = join(import.meta.dirname, "..");
const page = readFileSync(join(ROOT, "docs/telemetry.md"), "utf8");

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
