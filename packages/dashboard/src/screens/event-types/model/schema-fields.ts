/** A JSON Schema as lines to read: one for each property, nested ones by their path. */

export type Schema = Readonly<Record<string, unknown>>;

export interface SchemaField {
  /** `triggers[]`, `customer.name`; empty for the value as a whole. */
  readonly path: string;
  readonly type: string;
  readonly required: boolean;
  /** "0 to 100", "at least 1 character". */
  readonly rules: string;
  readonly description: string;
}

/** Deeper ones are there in the raw schema. */
const DEPTH_MAX = 6;
const FIELDS_MAX = 300;

export function fieldsOf(schema: Schema): readonly SchemaField[] {
  const fields: SchemaField[] = [];
  walk(schema, "", true, 0, fields);
  // An object as a whole says nothing that its properties do not.
  return fields.length > 1 && fields[0]?.type === "object" ? fields.slice(1) : fields;
}

function walk(schema: Schema, path: string, required: boolean, depth: number, fields: SchemaField[]): void {
  if (fields.length >= FIELDS_MAX) return;
  const description = typeof schema["description"] === "string" ? schema["description"] : "";
  fields.push({ path, type: typeName(schema), required, rules: rulesOf(schema), description });
  if (depth >= DEPTH_MAX) return;
  const needed = listOf(schema["required"]);
  for (const [name, property] of Object.entries(asSchema(schema["properties"]))) {
    walk(asSchema(property), path === "" ? name : `${path}.${name}`, needed.includes(name), depth + 1, fields);
  }
  const items = asSchema(schema["items"]);
  if (Object.keys(asSchema(items["properties"])).length > 0) walk(items, `${path}[]`, true, depth + 1, fields);
}

function typeName(schema: Schema): string {
  if (schema["const"] !== undefined) return JSON.stringify(schema["const"]);
  const options = listOf(schema["enum"]);
  if (options.length > 0) return options.map((option) => JSON.stringify(option)).join(" | ");
  const { type } = schema;
  if (type === "array") {
    const item = typeName(asSchema(schema["items"]));
    return item.includes("|") ? `(${item})[]` : `${item}[]`;
  }
  if (Array.isArray(type)) return type.join(" | ");
  return typeof type === "string" ? type : "any";
}

const WORDS: readonly (readonly [keyword: string, words: (value: unknown) => string])[] = [
  ["minimum", (value) => `at least ${value}`],
  ["maximum", (value) => `at most ${value}`],
  ["exclusiveMinimum", (value) => `more than ${value}`],
  ["exclusiveMaximum", (value) => `less than ${value}`],
  ["minLength", (value) => `${value} or more characters`],
  ["maxLength", (value) => `${value} characters at most`],
  ["minItems", (value) => `${value} or more items`],
  ["maxItems", (value) => `${value} items at most`],
  ["pattern", (value) => `matches ${value}`],
  ["format", (value) => `${value}`],
];

function rulesOf(schema: Schema): string {
  return WORDS.flatMap(([keyword, words]) => (schema[keyword] === undefined ? [] : [words(schema[keyword])])).join(
    ", ",
  );
}

export function asSchema(value: unknown): Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Schema) : {};
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
