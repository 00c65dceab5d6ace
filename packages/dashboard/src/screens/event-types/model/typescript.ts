import { asSchema, listOf, type Schema } from "./schema-fields.ts";

/** `customer.qualified` as `CustomerQualified`. */
export function typeNameOf(eventType: string): string {
  return eventType
    .split(/[._]/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
}

/** The TypeScript type of an event's `data`, to copy. What the printer does not know is `unknown`, never `any`. */
export function typeScriptOf(eventType: string, schema: Schema): string {
  const name = typeNameOf(eventType);
  const body = printed(schema, 0);
  return body.startsWith("{") ? `export interface ${name} ${body}\n` : `export type ${name} = ${body};\n`;
}

const DEPTH_MAX = 12;
const NAME = /^[A-Za-z_$][\w$]*$/;

function printed(schema: Schema, depth: number): string {
  if (depth > DEPTH_MAX) return "unknown";
  if (schema["const"] !== undefined) return JSON.stringify(schema["const"]);
  const options = listOf(schema["enum"]);
  if (options.length > 0) return options.map((option) => JSON.stringify(option)).join(" | ");
  for (const keyword of ["anyOf", "oneOf"]) {
    const parts = listOf(schema[keyword]);
    if (parts.length > 0) return unique(parts.map((part) => printed(asSchema(part), depth + 1))).join(" | ");
  }
  const { type } = schema;
  if (Array.isArray(type)) return unique(type.map((one) => printed({ ...schema, type: one }, depth + 1))).join(" | ");
  switch (type) {
    case "string":
      return "string";
    case "number":
    case "integer":
      return "number";
    case "boolean":
      return "boolean";
    case "null":
      return "null";
    case "array": {
      const item = printed(asSchema(schema["items"]), depth + 1);
      return item.includes("|") ? `(${item})[]` : `${item}[]`;
    }
    case "object":
      return object(schema, depth);
    default:
      return "unknown";
  }
}

function object(schema: Schema, depth: number): string {
  const properties = Object.entries(asSchema(schema["properties"]));
  if (properties.length === 0) return "Record<string, unknown>";
  const needed = listOf(schema["required"]);
  const pad = "  ".repeat(depth + 1);
  const lines = properties.flatMap(([name, property]) => {
    const { description } = asSchema(property);
    const key = NAME.test(name) ? name : JSON.stringify(name);
    const line = `${pad}${key}${needed.includes(name) ? "" : "?"}: ${printed(asSchema(property), depth + 1)};`;
    // A comment of the schema's author may not end ours.
    return typeof description === "string"
      ? [`${pad}/** ${description.replaceAll("*/", "* /").replace(/\s+/g, " ")} */`, line]
      : [line];
  });
  return `{\n${lines.join("\n")}\n${"  ".repeat(depth)}}`;
}

function unique(parts: readonly string[]): readonly string[] {
  return [...new Set(parts)];
}
