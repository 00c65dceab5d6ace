import type { Chance } from "./chance.ts";

type Json = unknown;
type Schema = Readonly<Record<string, unknown>>;

export interface VaryPorts {
  readonly chance: Chance;
  readonly nowMs: number;
}

/** The values that may still be made. Arrays in arrays, each with a least length, would be millions: they held the process. */
interface Making extends VaryPorts {
  left: number;
}

const VALUES_MAX = 2_000;

// Deeper than any example that people write; below it the example stays as it is.
const DEPTH_MAX = 12;
const WORDS = ["alpha", "bravo", "delta", "echo", "lima", "oscar", "tango", "zulu"];

/**
 * An example, varied within its JSON Schema: numbers in their range, other members of enums, fresh ids and
 * times. What the schema says in ways that this does not read (patterns, references, unions) stays as in the
 * example. What has no example is made from the schema.
 */
export function vary(example: Json, schema: Schema | null, ports: VaryPorts): Json {
  return varied(example, schema, { ...ports, left: VALUES_MAX }, 0);
}

function varied(example: Json, schema: Schema | null, ports: Making, depth: number): Json {
  ports.left -= 1;
  if (depth > DEPTH_MAX || ports.left < 0) return example ?? null;
  const known = schema ?? {};
  if ("const" in known) return known["const"];
  if (Array.isArray(known["enum"]) && known["enum"].length > 0) return ports.chance.pick(known["enum"] as Json[]);
  if (["$ref", "$dynamicRef", "anyOf", "oneOf", "allOf", "not", "if"].some((word) => word in known)) {
    return example ?? null;
  }
  switch (typeOf(example, known)) {
    case "object":
      return varyObject(example, known, ports, depth);
    case "array":
      return varyArray(example, known, ports, depth);
    case "string":
      return varyString(example, known, ports);
    case "integer":
    case "number":
      return varyNumber(example, known, ports.chance);
    case "boolean":
      return ports.chance.yes(0.5);
    default:
      return example ?? null;
  }
}

function typeOf(example: Json, { type }: Schema): string {
  if (example === undefined || example === null) return typeof type === "string" ? type : "null";
  if (Array.isArray(example)) return "array";
  if (typeof example === "number") return type === "integer" || Number.isInteger(example) ? "integer" : "number";
  return typeof example;
}

function varyObject(example: Json, schema: Schema, ports: Making, depth: number): Json {
  const properties = objectOf(schema["properties"]);
  const given = objectOf(example);
  const required = Array.isArray(schema["required"]) ? schema["required"].map(String) : [];
  const names = [...new Set([...Object.keys(given), ...required])];
  return Object.fromEntries(
    names.map((name) => [name, varied(own(given, name), objectOrNull(own(properties, name)), ports, depth + 1)]),
  );
}

function varyArray(example: Json, schema: Schema, ports: Making, depth: number): Json {
  const given: Json[] = Array.isArray(example) ? example : [];
  const items = objectOrNull(schema["items"]);
  const least = numberOf(schema["minItems"]) ?? 0;
  if (schema["uniqueItems"] === true || "prefixItems" in schema) return given;
  if (given.length === 0) {
    return Array.from({ length: Math.min(least, 10) }, () => varied(undefined, items, ports, depth + 1));
  }
  const count = ports.chance.integer(Math.max(1, Math.min(least, given.length)), given.length);
  return given.slice(0, count).map((item) => varied(item, items, ports, depth + 1));
}

function varyNumber(example: Json, schema: Schema, chance: Chance): number {
  const given = typeof example === "number" ? example : undefined;
  if ("multipleOf" in schema) return given ?? 0;
  const whole = schema["type"] === "integer" || (schema["type"] === undefined && Number.isInteger(given));
  const step = whole ? 1 : 0.01;
  const low = numberOf(schema["minimum"]) ?? raised(schema["exclusiveMinimum"], step);
  const high = numberOf(schema["maximum"]) ?? raised(schema["exclusiveMaximum"], -step);
  const around = given ?? low ?? high ?? 10;
  const min = low ?? Math.min(around, around * 0.5, high ?? around);
  const max = high ?? Math.max(around, around * 1.5, min);
  if (min > max) return around;
  if (whole || Number.isInteger(given)) return chance.integer(Math.ceil(min), Math.floor(max));
  return Math.min(max, Math.max(min, chance.decimal(min, max, 2)));
}

function varyString(example: Json, schema: Schema, { chance, nowMs }: VaryPorts): string {
  const given = typeof example === "string" ? example : undefined;
  const made = stringOfFormat(schema["format"], chance, nowMs);
  if (made !== undefined) return made;
  if ("pattern" in schema || "format" in schema) return given ?? "";
  // Ids and numbers in texts: other digits, as many.
  const fresh =
    given === undefined ? chance.pick(WORDS) : given.replace(/\d+/g, (digits) => chance.digits(digits.length));
  const least = numberOf(schema["minLength"]) ?? 0;
  const most = numberOf(schema["maxLength"]) ?? Number.POSITIVE_INFINITY;
  return fresh.length >= least && fresh.length <= most ? fresh : (given ?? "x".repeat(Math.min(least, 1_000)));
}

function stringOfFormat(format: unknown, chance: Chance, nowMs: number): string | undefined {
  const hex = (count: number): string =>
    Array.from({ length: count }, () => chance.integer(0, 15).toString(16)).join("");
  switch (format) {
    case "date-time":
      return new Date(nowMs - chance.integer(0, 60_000)).toISOString();
    case "date":
      return new Date(nowMs).toISOString().slice(0, 10);
    case "email":
      return `${chance.pick(WORDS)}.${chance.digits(3)}@example.com`;
    case "uuid":
      return `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`;
    case "uri":
      return `https://example.com/${chance.pick(WORDS)}/${chance.digits(4)}`;
    case "ipv4":
      return `203.0.113.${chance.integer(1, 254)}`;
    default:
      return undefined;
  }
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return objectOrNull(value) ?? {};
}

function objectOrNull(value: unknown): Schema | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Schema) : null;
}

/** Not what every object inherits: a property may be called `constructor`. */
function own(object: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

function numberOf(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}

function raised(value: unknown, by: number): number | undefined {
  return typeof value === "number" ? value + by : undefined;
}
