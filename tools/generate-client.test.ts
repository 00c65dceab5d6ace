import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import * as contract from "@callcall/contract";
import { expect, it } from "vitest";
import { z } from "zod";

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const ROUTES = join(ROOT, "packages/contract/src/routes");

interface Generator {
  clientSource(contract: object, routes: object): Readonly<Record<string, string>>;
}
interface Formatter {
  format(path: string, text: string): string;
}
const load = <Module>(name: string): Promise<Module> => import(pathToFileURL(join(ROOT, "tools/lib", name)).href);
const { clientSource } = await load<Generator>("client-source.mjs");
const { format } = await load<Formatter>("format.mjs");

it("the generated files of the SDK's client are those that follow from the contract", async () => {
  const names = readdirSync(ROUTES).filter((name) => !["index.ts", "route.ts"].includes(name));
  const tables = await Promise.all(names.sort().map((name) => import(pathToFileURL(join(ROUTES, name)).href)));
  const routes = Object.assign({}, ...tables.flatMap((table) => Object.values(table)));
  for (const [name, text] of Object.entries(clientSource(contract, routes))) {
    const path = `packages/sdk/src/client/${name}`;
    const message = `${path} has drifted from the contract: run npm run generate`;
    expect(readFileSync(join(ROOT, path), "utf8") === format(path, text), message).toBe(true);
  }
}, 60_000);

const route = { method: "POST", path: "/things/{id}", summary: "Make a thing", problems: [] };
const success = (schema: z.ZodType) => ({ status: 200, schema, description: "" });
const generate = (routes: object, more: object = {}): string =>
  Object.values(clientSource({ PROBLEMS: { not_found: {} }, ...more }, routes)).join("\n");

it("prints what JSON Schema can say, and a schema that is sent otherwise than answered as two", () => {
  const Leaf = z.object({ size: z.number().default(3) }).meta({ id: "Leaf" });
  const Thing = z
    .object({
      literal: z.literal(["a", "b"]),
      pair: z.tuple([z.string(), z.number().int()]),
      either: z.discriminatedUnion("kind", [z.object({ kind: z.literal(1) }), z.object({ kind: z.literal(2) })]),
      counts: z.partialRecord(z.enum(["x", "y"]), z.number()),
      any: z.unknown(),
      leaf: Leaf.optional(),
      kind: z.enum(["red", "blue"]),
      note: z.string().meta({ description: "Ends */ here" }),
    })
    .meta({ id: "Thing" });
  const text = generate(
    { "things.make": { ...route, body: { schema: Thing }, success: success(Thing) } },
    { COLOURS: ["red", "blue"] },
  ).replaceAll(/\s+/g, " ");
  expect(text).toContain('"literal": "a" | "b";');
  expect(text).toContain('"pair": [string, number];');
  expect(text).toContain('"either": { "kind": 1; } | { "kind": 2; };');
  expect(text).toContain('"counts": Partial<Record<"x" | "y", number>>;');
  expect(text).toContain('"any": unknown;');
  expect(text).toContain('export interface LeafInput { /** Default: 3. */ "size"?: number | undefined; }');
  expect(text).toContain('export interface Leaf { /** Default: 3. */ "size": number; }');
  expect(text).toContain("export interface ThingInput");
  expect(text).toContain('export type Colour = "red" | "blue";');
  expect(text).toContain("/** Ends *\\/ here. */");
  expect(text).toContain("make(id: string, body: Immutable<ThingInput>, options?: CallOptions): Promise<Thing>;");
});

it.each([
  ["things", { ...route, success: success(z.string()) }, "it is not noun.verb"],
  ["stream.list", { ...route, success: success(z.string()) }, "Cannot name a namespace stream"],
])("refuses %s", (id, broken, message) => {
  expect(() => generate({ [id]: broken })).toThrow(message);
});
