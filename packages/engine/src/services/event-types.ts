import { CURRENT_VERSION, type EventType, LIMITS, Problem } from "@callcall/contract";
import type { EventTypeRecord } from "@callcall/store";
import type { GroupCommit } from "../commit/group-commit.ts";
import { type Fields, fieldChanges } from "../domain/changes.ts";
import { compileDataSchema } from "../domain/data-schema.ts";
import { instant } from "../domain/instant.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Audit } from "./audit.ts";
import { isBuiltIn } from "./catalogue.ts";
import type { Directory } from "./directory.ts";
import type { Caller, EventTypeService } from "./port.ts";

interface EventTypePorts {
  readonly directory: Directory;
  readonly commit: GroupCommit;
  readonly clock: Clock;
  readonly audit: Audit;
}

type Schema = Readonly<Record<string, unknown>>;

export function createEventTypeService({ directory, commit, clock, audit }: EventTypePorts): EventTypeService {
  async function find(caller: Caller, name: string): Promise<EventTypeRecord> {
    const record = (await directory.account(caller.accountId)).eventTypes.get(name);
    if (record === undefined) throw new Problem("not_found", "There is no such event type");
    return record;
  }

  /** @param before null for one that is new */
  async function put(caller: Caller, eventType: EventTypeRecord, before: EventTypeRecord | null): Promise<EventType> {
    const action = before === null ? "event_type.create" : "event_type.update";
    const told = fieldChanges(before === null ? {} : fieldsOf(before), fieldsOf(eventType));
    const result = await commit.submit({
      kind: "event_type.put",
      eventType,
      mode: before === null ? "create" : "replace",
      limit: LIMITS.event_types_per_account,
      audit: audit(caller, action, eventType.name, told),
    });
    if (result.kind === "exists") throw alreadyExists(eventType.name);
    if (result.kind === "limit_reached") {
      throw new Problem("limit_reached", `Cannot have more than ${LIMITS.event_types_per_account} event types`);
    }
    directory.forget(caller.accountId);
    return eventTypeView(eventType);
  }

  return {
    async list(caller, page) {
      const names = [...(await directory.account(caller.accountId)).eventTypes.values()];
      const rest = names.filter((record) => page.after === null || record.name > page.after.id);
      const shown = rest.slice(0, page.limit);
      const last = shown[shown.length - 1];
      return {
        data: shown.map(eventTypeView),
        next: rest.length > page.limit && last !== undefined ? { ms: 0, id: last.name } : null,
      };
    },

    get: async (caller, name) => eventTypeView(await find(caller, name)),

    async create(caller, input) {
      if (isBuiltIn(input.name)) throw alreadyExists(input.name);
      const nowMs = clock.nowMs();
      const version = input.version ?? CURRENT_VERSION;
      const example = input.example === undefined ? null : JSON.stringify(input.example);
      const record: EventTypeRecord = {
        accountId: caller.accountId,
        name: input.name,
        description: input.description,
        archived: false,
        validation: input.validation,
        version,
        schemas: schemasOf(version, input.schema ?? null, example),
        example,
        createdMs: nowMs,
        updatedMs: nowMs,
      };
      return put(caller, record, null);
    },

    async update(caller, name, input) {
      const before = await find(caller, name);
      const example = input.example === undefined ? before.example : JSON.stringify(input.example);
      const schema = input.schema === undefined ? schemaOf(before) : input.schema;
      const record: EventTypeRecord = {
        ...before,
        description: input.description ?? before.description,
        archived: input.archived ?? before.archived,
        validation: input.validation ?? before.validation,
        schemas: schemasOf(before.version, schema, example),
        example,
        updatedMs: clock.nowMs(),
      };
      return put(caller, record, before);
    },
  };
}

/** For the audit log, in the words of the API. */
function fieldsOf(record: EventTypeRecord): Fields {
  return {
    description: record.description,
    archived: record.archived,
    validation: record.validation,
    version: record.version,
    schema: schemaOf(record) === null ? null : JSON.stringify(schemaOf(record)),
    example: record.example,
  };
}

function schemaOf({ schemas, version }: EventTypeRecord): Schema | null {
  return (JSON.parse(schemas) as Record<string, Schema>)[version] ?? null;
}

/** The stored form of a schema that compiles and that the example fits. */
function schemasOf(version: string, schema: Schema | null, example: string | null): string {
  if (schema === null) return "{}";
  const text = JSON.stringify({ [version]: schema });
  if (Buffer.byteLength(text) > LIMITS.schema_bytes) throw invalidSchema(`is larger than ${LIMITS.schema_bytes} bytes`);
  const compilation = compileDataSchema(schema);
  if (!compilation.ok) throw invalidSchema(compilation.detail);
  const departure = example === null ? undefined : compilation.schema.departures(JSON.parse(example))[0];
  if (departure !== undefined) {
    throw invalidSchema(`does not fit the example: ${departure.pointer} ${departure.detail}`);
  }
  return text;
}

function invalidSchema(detail: string): Problem {
  return new Problem("invalid_schema", `Cannot use this schema: ${detail}`, {
    errors: [{ pointer: "/schema", detail }],
  });
}

function alreadyExists(name: string): Problem {
  return new Problem("conflict", `Cannot add ${name}: the event type exists already. Change it with PATCH`);
}

function eventTypeView(record: EventTypeRecord): EventType {
  return {
    name: record.name,
    description: record.description,
    built_in: isBuiltIn(record.name),
    archived: record.archived,
    validation: record.validation,
    version: record.version,
    schemas: JSON.parse(record.schemas),
    example: record.example === null ? null : JSON.parse(record.example),
    created_at: instant(record.createdMs),
    updated_at: instant(record.updatedMs),
  };
}
