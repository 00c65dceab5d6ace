import { type ProblemError, pointerToken } from "@callcall/contract";
import { Ajv2020, type CodeOptions, type ErrorObject, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats, { type FormatName } from "ajv-formats";
import { RE2JS } from "re2js";

/** A compiled JSON Schema of an event type's `data`. */
export interface DataSchema {
  /** Where the data departs from the schema: the first departure (of each branch of an anyOf); empty when it fits. */
  departures(data: unknown): readonly ProblemError[];
  /** Steps for each unit of a payload's size. */
  readonly weight: number;
}

export type SchemaCompilation =
  | { readonly ok: true; readonly schema: DataSchema }
  | { readonly ok: false; readonly detail: string };

const DEPARTURES_MAX = 20;

/**
 * The formats of draft 2020-12, each linear in the text; others are ignored, as the draft has it. Left out on
 * purpose: `url`, whose expression backtracks (125 KB took 66 s).
 */
const FORMATS = [
  "date",
  "time",
  "date-time",
  "duration",
  "email",
  "hostname",
  "ipv4",
  "ipv6",
  "uri",
  "uri-reference",
  "uri-template",
  "uuid",
  "json-pointer",
  "relative-json-pointer",
  "regex",
] as const satisfies readonly FormatName[];

// References share subschemas: 30 definitions that each refer twice to the next expand to 2^30 checks.
const EXPANDED_NODES_MAX = 10_000;
// In RE2's instructions. `^[A-Z]{2}\d{6}$` has 15; at this many, 250 KB of the worst text take seconds.
const PATTERNS_SIZE_MAX = 2_500;

/** Compile a schema that an account wrote, or say why it cannot be used. Costs about 10 ms: keep the result. */
export function compileDataSchema(schema: Readonly<Record<string, unknown>>): SchemaCompilation {
  try {
    const measured = measure(schema);
    if (typeof measured === "string") return { ok: false, detail: measured };
    const patterns = linearRegExp();
    const validate = newAjv(patterns.regExp).compile(schema);
    const weight = measured.nodes + patterns.size() / 2;
    return { ok: true, schema: { weight, departures: (data) => departuresOf(validate, data) } };
  } catch (error) {
    return { ok: false, detail: error instanceof Error ? error.message : String(error) };
  }
}

/** One per schema, so that two schemas with the same `$id` cannot meet. */
function newAjv(regExp: NonNullable<CodeOptions["regExp"]>): Ajv2020 {
  const ajv = new Ajv2020({
    allErrors: false,
    strict: false,
    validateFormats: true,
    // Without it `{"required": ["constructor"]}` is met by every object: it is inherited.
    ownProperties: true,
    // It would write to the console.
    logger: false,
    // The schema is a tenant's: its patterns must not be able to backtrack.
    code: { regExp },
  });
  addFormats.default(ajv, [...FORMATS]);
  return ajv;
}

/** Patterns by RE2: no backtracking, but time that grows with the size of all patterns by the length of the text. */
function linearRegExp(): { readonly regExp: NonNullable<CodeOptions["regExp"]>; size(): number } {
  let size = 0;
  const regExp = (pattern: string): { test(text: string): boolean; toString(): string } => {
    const compiled = RE2JS.compile(RE2JS.translateRegExp(pattern));
    size += compiled.programSize();
    if (size > PATTERNS_SIZE_MAX) throw new Error("its patterns are too large: use maxLength instead of {1,1000}");
    // Ajv tells patterns apart by their text: without it, every one would be the first one it compiled.
    return { test: (text) => compiled.test(text), toString: () => pattern };
  };
  // Ajv asks how to write the engine into standalone code; none is ever made here.
  return { regExp: Object.assign(regExp, { code: "linearRegExp" }), size: () => size };
}

function departuresOf(validate: ValidateFunction, data: unknown): readonly ProblemError[] {
  if (validate(data)) return [];
  return (validate.errors ?? []).slice(0, DEPARTURES_MAX).map((error) => ({
    pointer: `/data${error.instancePath}${missingProperty(error)}`,
    detail: error.message ?? error.keyword,
  }));
}

function missingProperty(error: ErrorObject): string {
  const name: unknown = error.params["missingProperty"];
  return typeof name === "string" ? `/${pointerToken(name)}` : "";
}

/**
 * Count what there is to check, or say what may not be used. Validation runs in the publisher's request: it must
 * stay linear in the payload, and end within it.
 */
function measure(schema: Readonly<Record<string, unknown>>): { readonly nodes: number } | string {
  let nodes = 0;
  const open = new Set<string>();

  function walk(value: unknown): string | undefined {
    if (typeof value !== "object" || value === null) return undefined;
    // An enum is compared with entry by entry.
    nodes += Array.isArray(value) ? 1 + value.filter((entry) => typeof entry !== "object").length : 1;
    if (nodes > EXPANDED_NODES_MAX)
      return `Cannot use a schema of more than ${EXPANDED_NODES_MAX} nodes, references expanded`;
    for (const [keyword, part] of Object.entries(value)) {
      // An asynchronous schema answers later, with a rejection that nobody waits for.
      if (keyword === "$dynamicRef" || keyword === "$recursiveRef" || keyword === "$async") {
        return `Cannot use ${keyword}`;
      }
      // References below it would start from there, and lead past the count that is made here.
      if (keyword === "$id" && typeof part === "string" && value !== schema) return "Cannot use $id in a subschema";
      if (keyword === "uniqueItems" && part === true) {
        return "Cannot use uniqueItems: comparing every item with every other one is quadratic";
      }
      const refusal = keyword === "$ref" && typeof part === "string" ? follow(part) : walk(part);
      if (refusal !== undefined) return refusal;
    }
    return undefined;
  }

  function follow(reference: string): string | undefined {
    if (!reference.startsWith("#/")) return `Cannot use $ref ${reference}: only references within the schema`;
    if (open.has(reference)) return `Cannot use $ref ${reference}: it leads back to itself`;
    open.add(reference);
    const refusal = walk(lookUp(schema, reference));
    open.delete(reference);
    return refusal;
  }

  return walk(schema) ?? { nodes };
}

function lookUp(schema: unknown, reference: string): unknown {
  return reference
    .slice(2)
    .split("/")
    .map((part) => decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce<unknown>(
      (value, part) =>
        typeof value === "object" && value !== null && Object.hasOwn(value, part)
          ? (value as Record<string, unknown>)[part]
          : undefined,
      schema,
    );
}
