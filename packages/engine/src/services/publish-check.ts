import { Problem, type ProblemError } from "@callcall/contract";
import type { Budget } from "../domain/budget.ts";
import type { DataSchema } from "../domain/data-schema.ts";
import { Payload } from "../domain/payload.ts";
import { nearest } from "../domain/subscriptions.ts";
import type { SchemaCache } from "./catalogue.ts";
import type { AccountSnapshot } from "./directory.ts";
import type { PublishRequest } from "./publish-request.ts";

/** An event that may be published: its type is known and its data fits, or may depart with a warning. */
export interface Checked {
  readonly request: PublishRequest;
  readonly payload: Payload;
  readonly warnings: readonly ProblemError[];
}

/** Judge one event against the account's catalogue. */
export function check(
  snapshot: AccountSnapshot,
  request: PublishRequest,
  schemas: SchemaCache,
  budget: Budget,
): Checked | Problem {
  const type = snapshot.eventTypes.get(request.type);
  if (type === undefined || type.archived) {
    const known = [...snapshot.eventTypes.values()].filter((record) => !record.archived).map((record) => record.name);
    const closest = nearest(request.type.slice(0, 128), known);
    const hint = closest === undefined ? "" : ` Did you mean ${closest}?`;
    return new Problem(
      "unknown_event_type",
      `Cannot publish ${request.type.slice(0, 128)}: it is not in the catalogue.${hint}`,
      {
        errors: [{ pointer: "/type", detail: `is not a known event type.${hint}` }],
      },
    );
  }
  const schema = schemas.of(type);
  const payload = new Payload(request.data);
  const warnings = schema === null ? [] : departuresWithin(budget, schema, payload);
  if (warnings.length > 0 && type.validation === "strict") {
    return new Problem("schema_mismatch", `Cannot publish ${type.name}: data does not match its schema`, {
      errors: warnings,
    });
  }
  return { request, payload, warnings };
}

/** What cannot be checked in time has not been found to fit: a type that warns lets it pass, a strict one does not. */
function departuresWithin(budget: Budget, schema: DataSchema, payload: Payload): readonly ProblemError[] {
  if (budget.spend(schema.weight * payload.size)) return schema.departures(payload.value);
  return [{ pointer: "/data", detail: "is too much to be checked against this schema in one request" }];
}
