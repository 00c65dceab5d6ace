/**
 * JSON Schema (as zod writes it) as TypeScript. One printer serves one direction: `input` is what a client sends,
 * `output` what it gets. Named schemas (`.meta({ id })`) are collected in `named`, and printed as references.
 */
export class TypePrinter {
  /** @type {Map<string, string>} name -> declaration */
  named = new Map();
  #io;
  #rename;
  #enums;
  #jsonValue;

  /** `rename` gives a schema the name of its type; `enums` are lists of texts that have a name. */
  constructor(io, { rename = (name) => name, enums = new Map() } = {}) {
    this.#io = io;
    this.#rename = rename;
    this.#enums = enums;
    // What is sent may be any value of the caller's own types; what arrives is JSON and nothing else.
    this.#jsonValue = io === "input" ? "JsonInput" : "JsonValue";
  }

  /** The type of a zod schema: a name if it has one, `fallbackName` for an object without, else the type itself. */
  typeOf(schema, fallbackName) {
    const json = schema.toJSONSchema({ io: this.#io, unrepresentable: "any" });
    for (const [name, definition] of Object.entries(json.$defs ?? {})) {
      if (name.startsWith("__"))
        throw new Error("Cannot print a recursive schema without a name: give it .meta({ id })");
      if (name !== "JsonValue") this.#declare(this.#rename(name), definition);
    }
    if (json.$ref !== undefined) return this.#print(json);
    const { id: name = fallbackName, $schema: _, $defs: __, ...definition } = json;
    if (name === undefined || definition.type !== "object") return this.#print(definition);
    this.#declare(this.#rename(name), definition);
    return this.#rename(name);
  }

  #declare(name, definition) {
    const isInterface = definition.type === "object" && definition.properties !== undefined;
    const type = this.#print(definition);
    const text = isInterface ? `interface ${name} ${type}` : `type ${name} = ${type};`;
    const declaration = `${comment(remarksOn(definition))}export ${text}\n`;
    const earlier = this.named.get(name);
    if (earlier !== undefined && earlier !== declaration) throw new Error(`Cannot name two schemas ${name}`);
    this.named.set(name, declaration);
  }

  #print(schema) {
    if (schema.$ref !== undefined) {
      const name = schema.$ref.replace("#/$defs/", "");
      return name === "JsonValue" ? this.#jsonValue : this.#rename(name);
    }
    if (schema.id === "JsonValue") return this.#jsonValue;
    if ("const" in schema) return JSON.stringify(schema.const);
    if (schema.enum) return this.#enum(schema.enum);
    const choices = schema.anyOf ?? schema.oneOf;
    if (choices) return union(choices.map((choice) => this.#print(choice)));
    if (schema.allOf) return schema.allOf.map((part) => `(${this.#print(part)})`).join(" & ");
    if (Array.isArray(schema.type)) return union(schema.type.map((type) => this.#print({ ...schema, type })));
    if (schema.type === "array") return this.#array(schema);
    if (schema.type === "object") return this.#object(schema);
    if (schema.type === "integer") return "number";
    if (["string", "number", "boolean", "null"].includes(schema.type)) return schema.type;
    return "not" in schema ? "never" : "unknown";
  }

  #enum(values) {
    const type = union(values.map((value) => JSON.stringify(value)));
    const name = this.#enums.get(type);
    if (name !== undefined) this.named.set(name, `export type ${name} = ${type};\n`);
    return name ?? type;
  }

  #array({ prefixItems, items }) {
    if (prefixItems) return `[${prefixItems.map((item) => this.#print(item)).join(", ")}]`;
    return `(${this.#print(items ?? {})})[]`;
  }

  #object({ properties, required = [], propertyNames = {}, additionalProperties }) {
    if (properties === undefined) {
      const value = typeof additionalProperties === "object" ? this.#print(additionalProperties) : "unknown";
      const record = `Record<${propertyNames.enum ? this.#enum(propertyNames.enum) : "string"}, ${value}>`;
      return propertyNames.enum && required.length === 0 ? `Partial<${record}>` : record;
    }
    const members = Object.entries(properties).map(([name, schema]) => {
      const type = this.#print(schema);
      const member = required.includes(name) ? `: ${type}` : `?: ${union([type, "undefined"])}`;
      return `${comment(remarksOn(schema))}${JSON.stringify(name)}${member};`;
    });
    return `{\n${members.join("\n")}\n}`;
  }
}

/** What a schema says of itself, as sentences. */
function remarksOn({ description, example, default: fallback }) {
  const isShort = (value) => ["string", "number", "boolean"].includes(typeof value) && value !== "";
  return [description, isShort(example) && `For example \`${example}\`.`, isShort(fallback) && `Default: ${fallback}.`]
    .filter(Boolean)
    .map(sentence)
    .join(" ");
}

export function sentence(text) {
  return /[.?!]$/.test(text) ? text : `${text}.`;
}

export function union(types) {
  return [...new Set(types)].join(" | ");
}

const LINE_CHARACTERS = 110;

/** A doc comment, broken into lines; nothing for no text. */
export function comment(text) {
  if (text === "") return "";
  const lines = [""];
  for (const word of text.replaceAll("*/", "*\\/").split(/\s+/)) {
    const line = `${lines.at(-1)} ${word}`.trim();
    if (line.length > LINE_CHARACTERS) lines.push(word);
    else lines[lines.length - 1] = line;
  }
  return lines.length === 1 ? `/** ${lines[0]} */\n` : `/**\n${lines.map((line) => ` * ${line}\n`).join("")} */\n`;
}
