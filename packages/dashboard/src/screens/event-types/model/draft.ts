import type { EventType } from "@callcall/webhooks/client";

/** The form of an event type, as typed. */
export interface TypeDraft {
  readonly name: string;
  readonly description: string;
  readonly validation: "strict" | "warn";
  /** JSON, or nothing for no schema. */
  readonly schema: string;
  readonly example: string;
}

export const EMPTY_TYPE: TypeDraft = {
  name: "",
  description: "",
  validation: "warn",
  schema: `{
  "type": "object",
  "required": ["order_id"],
  "properties": {
    "order_id": { "type": "string" },
    "total_cents": { "type": "integer", "minimum": 0 }
  }
}`,
  example: `{
  "order_id": "order_1024",
  "total_cents": 4200
}`,
};

export function draftOf(type: EventType): TypeDraft {
  const schema = type.schemas[type.version];
  return {
    name: type.name,
    description: type.description,
    validation: type.validation,
    schema: schema === undefined ? "" : JSON.stringify(schema, null, 2),
    example: type.example === null ? "" : JSON.stringify(type.example, null, 2),
  };
}

export interface DraftFaults {
  readonly schema?: string;
  readonly example?: string;
}

/** What the browser can tell alone: whether it is JSON. The server judges the rest. */
export function faultsOf({ schema, example }: TypeDraft): DraftFaults {
  const schemaFault = schema.trim() === "" ? undefined : jsonFault(schema, true);
  const exampleFault = example.trim() === "" ? undefined : jsonFault(example, false);
  return {
    ...(schemaFault === undefined ? {} : { schema: schemaFault }),
    ...(exampleFault === undefined ? {} : { example: exampleFault }),
  };
}

function jsonFault(text: string, object: boolean): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (object && (typeof value !== "object" || value === null || Array.isArray(value))) {
      return "A JSON Schema is an object: { … }";
    }
    return undefined;
  } catch (error) {
    return `This is not JSON: ${error instanceof Error ? error.message : String(error)}`;
  }
}

type Json = EventType["example"];

/** What is sent; a schema that was emptied is removed. */
export function bodyOf(draft: TypeDraft): {
  readonly description: string;
  readonly validation: TypeDraft["validation"];
  readonly schema?: Record<string, Exclude<Json, undefined>>;
  readonly example?: Exclude<Json, undefined>;
} {
  const { description, validation, schema, example } = draft;
  return {
    description,
    validation,
    ...(schema.trim() === "" ? {} : { schema: JSON.parse(schema) as Record<string, Exclude<Json, undefined>> }),
    ...(example.trim() === "" ? {} : { example: JSON.parse(example) as Exclude<Json, undefined> }),
  };
}
