import { Validator } from "@cfworker/json-schema";
import type { Schema } from "./schema-at.ts";

/** Where a value departs from a schema. */
export interface Departure {
  /** JSON Pointer to the value. */
  readonly pointer: string;
  readonly message: string;
}

/** Longer texts are not checked while somebody types. */
export const CHECKED_UP_TO_CHARACTERS = 64 * 1024;
const DEPARTURES_MAX = 50;
/** They only say that something below them is wrong, which is named itself. */
const CONTAINERS: ReadonlySet<string> = new Set([
  "properties",
  "items",
  "allOf",
  "$ref",
  "additionalProperties",
  "prefixItems",
]);

/** Judges values by interpreting the schema: the page's policy forbids to compile one. Undefined for a schema that it cannot read. */
export function judgeFor(schema: Schema): ((value: unknown) => readonly Departure[]) | undefined {
  try {
    const validator = new Validator(schema, "2020-12", false);
    return (value) => departuresOf(validator, value);
  } catch {
    return undefined;
  }
}

function departuresOf(validator: Validator, value: unknown): readonly Departure[] {
  try {
    const { errors } = validator.validate(value);
    const named = errors.filter(({ keyword }) => !CONTAINERS.has(keyword));
    return (named.length > 0 ? named : errors)
      .slice(0, DEPARTURES_MAX)
      .map(({ instanceLocation, error }) => ({ pointer: instanceLocation.replace(/^#/, ""), message: error }));
  } catch {
    // A reference that leads nowhere: the server is the judge of such schemas.
    return [];
  }
}
