import type { Path } from "./json-places.ts";

export type Schema = Readonly<Record<string, unknown>>;

const DEPTH_MAX = 32;

/** The subschemas that a value at this path is held against, as far as they can be told without the value. */
export function schemasAt(root: Schema, path: Path): readonly Schema[] {
  let found = unfold(root, root);
  for (const step of path.slice(0, DEPTH_MAX)) {
    found = found.flatMap((schema) => childrenOf(schema, step)).flatMap((child) => unfold(root, child));
  }
  return found;
}

export interface KnownProperty {
  readonly name: string;
  readonly schema: Schema;
  readonly required: boolean;
}

/** The members that an object at this path is known to have. */
export function propertiesAt(root: Schema, path: Path): readonly KnownProperty[] {
  const known = new Map<string, KnownProperty>();
  for (const schema of schemasAt(root, path)) {
    const required = Array.isArray(schema["required"]) ? schema["required"] : [];
    for (const [name, child] of Object.entries(objectOf(schema["properties"]))) {
      const [first = {}] = isSchema(child) ? unfold(root, child) : [];
      known.set(name, { name, schema: first, required: required.includes(name) });
    }
  }
  return [...known.values()];
}

/** The values that are allowed at this path, as JSON, where the schema lists them. */
export function valuesAt(root: Schema, path: Path): readonly string[] {
  const values = schemasAt(root, path).flatMap((schema) => {
    if (Array.isArray(schema["enum"])) return schema["enum"];
    if ("const" in schema) return [schema["const"]];
    return schema["type"] === "boolean" ? [true, false] : [];
  });
  return [...new Set(values.map((value) => JSON.stringify(value)))];
}

/** A schema in a line: "number, 0 to 100", "one of "hot", "warm"". */
export function describeSchema(schema: Schema): string {
  const { type, format } = schema;
  if (Array.isArray(schema["enum"])) return `one of ${schema["enum"].map((value) => JSON.stringify(value)).join(", ")}`;
  if ("const" in schema) return `always ${JSON.stringify(schema["const"])}`;
  const name = Array.isArray(type) ? type.join(" or ") : typeof type === "string" ? type : "any value";
  const parts = [
    typeof format === "string" ? ` (${format})` : "",
    range(schema["minimum"], schema["maximum"], ""),
    range(schema["minLength"], schema["maxLength"], " characters"),
    range(schema["minItems"], schema["maxItems"], " items"),
  ];
  return name + parts.join("");
}

function range(min: unknown, max: unknown, unit: string): string {
  // What a schema library writes for "any safe integer" bounds nothing.
  const low = typeof min === "number" && min > Number.MIN_SAFE_INTEGER ? min : undefined;
  const high = typeof max === "number" && max < Number.MAX_SAFE_INTEGER ? max : undefined;
  if (low !== undefined && high !== undefined) return `, ${low} to ${high}${unit}`;
  if (low !== undefined) return `, at least ${low}${unit}`;
  return high === undefined ? "" : `, at most ${high}${unit}`;
}

/** A schema with what it refers to and all its branches. */
function unfold(root: Schema, schema: Schema, depth = 0): Schema[] {
  if (depth > DEPTH_MAX) return [];
  const reference = schema["$ref"];
  const target = typeof reference === "string" ? resolve(root, reference) : undefined;
  const branches = ["allOf", "anyOf", "oneOf"].flatMap((word) => {
    const list: unknown = schema[word];
    return Array.isArray(list) ? list.filter(isSchema) : [];
  });
  return [
    schema,
    ...[...(target === undefined ? [] : [target]), ...branches].flatMap((next) => unfold(root, next, depth + 1)),
  ];
}

function resolve(root: Schema, reference: string): Schema | undefined {
  if (!reference.startsWith("#")) return undefined;
  let at: unknown = root;
  for (const part of reference.slice(1).split("/").filter(Boolean)) {
    const name = decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~");
    at = isSchema(at) && Object.hasOwn(at, name) ? at[name] : undefined;
  }
  return isSchema(at) ? at : undefined;
}

function childrenOf(schema: Schema, step: string | number): Schema[] {
  if (typeof step === "number") {
    const { prefixItems, items } = schema;
    const own: unknown = Array.isArray(prefixItems) ? (prefixItems[step] ?? items) : items;
    return isSchema(own) ? [own] : [];
  }
  const properties = objectOf(schema["properties"]);
  const child: unknown = Object.hasOwn(properties, step) ? properties[step] : schema["additionalProperties"];
  return isSchema(child) ? [child] : [];
}

function objectOf(value: unknown): Schema {
  return isSchema(value) ? value : {};
}

function isSchema(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
