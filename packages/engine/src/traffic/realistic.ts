import type { EventTypeRecord } from "@callcall/store";
import type { SchemaCache } from "../services/catalogue.ts";
import { builtInData } from "./built-in.ts";
import type { Chance } from "./chance.ts";
import { vary } from "./vary.ts";

/** Data of an event of this type, as JSON: different each time, and fit for its schema wherever the example is. */
export function realisticData(record: EventTypeRecord, schemas: SchemaCache, chance: Chance, nowMs: number): string {
  const compiled = schemas.of(record);
  const example: unknown = record.example === null ? undefined : JSON.parse(record.example);
  const candidates = [
    () => builtInData(record.name, chance, nowMs),
    () => vary(example, schemaOf(record), { chance, nowMs }),
  ];
  for (const make of candidates) {
    const data = make();
    if (data !== undefined && data !== null && (compiled?.departures(data) ?? []).length === 0) {
      return JSON.stringify(data);
    }
  }
  return record.example ?? "{}";
}

function schemaOf({ schemas, version }: EventTypeRecord): Readonly<Record<string, unknown>> | null {
  return (JSON.parse(schemas) as Record<string, Record<string, unknown>>)[version] ?? null;
}
