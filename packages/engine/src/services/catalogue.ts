import { BUILT_IN_EVENT_TYPES, CURRENT_VERSION, dataSchemaOf } from "@callcall/contract";
import type { EventTypeRecord } from "@callcall/store";
import { compileDataSchema, type DataSchema } from "../domain/data-schema.ts";

/** The built-in types as records: what an account has until it changes one. */
export function builtInRecords(accountId: string): readonly EventTypeRecord[] {
  return BUILT_IN_RECORDS.map((record) => ({ ...record, accountId }));
}

/** When the built-in types came to be: with the payload version they carry. */
const BUILT_IN_MS = Date.parse(`${CURRENT_VERSION}T00:00:00Z`);

const BUILT_IN_RECORDS: readonly Omit<EventTypeRecord, "accountId">[] = BUILT_IN_EVENT_TYPES.map((type) => ({
  name: type.name,
  description: type.description,
  archived: false,
  // Nothing that was published may be lost to a schema by default: it is accepted and flagged.
  validation: "warn",
  version: type.version,
  schemas: JSON.stringify({ [type.version]: dataSchemaOf(type) }),
  example: JSON.stringify(type.example),
  createdMs: BUILT_IN_MS,
  updatedMs: BUILT_IN_MS,
}));

const BUILT_IN_NAMES: ReadonlySet<string> = new Set(BUILT_IN_RECORDS.map((record) => record.name));

export function isBuiltIn(name: string): boolean {
  return BUILT_IN_NAMES.has(name);
}

/** An account's catalogue: the built-in types, as changed by the account, and its own, by name. */
export function mergeCatalogue(
  accountId: string,
  own: readonly EventTypeRecord[],
): ReadonlyMap<string, EventTypeRecord> {
  const merged = new Map(builtInRecords(accountId).map((record) => [record.name, record]));
  for (const record of own) merged.set(record.name, record);
  return new Map([...merged].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Compiled schemas by their text: they outlive the account snapshots that use them. */
export interface SchemaCache {
  /** The schema of the type's newest version; null when it has none. */
  of(record: EventTypeRecord): DataSchema | null;
}

/** 2,000 compiled schemas are about 40 MB. */
const CACHED_SCHEMAS = 2_000;

export function createSchemaCache(): SchemaCache {
  const compiled = new Map<string, DataSchema | null>();
  // The text may be 64 KiB: looked up once per snapshot rather than once per event.
  const known = new WeakMap<EventTypeRecord, DataSchema | null>();

  return {
    of(record) {
      let schema = known.get(record);
      if (schema === undefined) {
        schema = compiledOf(record);
        known.set(record, schema);
      }
      return schema;
    },
  };

  function compiledOf(record: EventTypeRecord): DataSchema | null {
    const key = `${record.version} ${record.schemas}`;
    let schema = compiled.get(key);
    if (schema === undefined) {
      const source = (JSON.parse(record.schemas) as Record<string, Record<string, unknown>>)[record.version];
      const compilation = source === undefined ? undefined : compileDataSchema(source);
      schema = compilation?.ok ? compilation.schema : null;
      const oldest = compiled.size >= CACHED_SCHEMAS ? compiled.keys().next().value : undefined;
      if (oldest !== undefined) compiled.delete(oldest);
      compiled.set(key, schema);
    }
    return schema;
  }
}
