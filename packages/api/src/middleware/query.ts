import { Problem, type ProblemError } from "@callcall/contract";
import { z } from "zod";
import { parseWith, pointerTo } from "./schema.ts";

const NO_QUERY = z.strictObject({});
const NOTHING = {};
const CODES = { unknown: "invalid_parameter", invalid: "invalid_parameter", subject: "the query" } as const;

/** Read a query string (parsed into texts, or lists of texts for names that stand twice). */
export function readQuery(schema: z.ZodType | undefined, query: object): unknown {
  // Publishing has none, and the schema takes longer to find nothing than the key to be found.
  if (schema === undefined && Object.keys(query).length === 0) return NOTHING;
  const errors = Object.entries(query).flatMap(([name, value]) => faultsOf(name, value));
  if (errors.length > 0) throw new Problem("invalid_parameter", "Cannot use the query, see errors", { errors });
  try {
    return parseWith(schema ?? NO_QUERY, query, CODES);
  } catch (error) {
    // A cursor too long for the schema is one that this list did not hand out, like any other forgery.
    if (error instanceof Problem && error.errors.every(({ pointer }) => pointer === "/cursor")) {
      throw new Problem("invalid_cursor", "Cannot go on from this cursor: this list did not hand it out");
    }
    throw error;
  }
}

function faultsOf(name: string, value: unknown): ProblemError[] {
  if (Array.isArray(value)) return [{ pointer: pointerTo([name]), detail: "Stands more than once" }];
  // The schema makes a number of whatever JavaScript would: `1e2`, ` 5`, `1.0`.
  if (name === "limit" && !/^\d+$/.test(String(value))) {
    return [{ pointer: pointerTo([name]), detail: "Must be a whole number, in digits alone" }];
  }
  // PostgreSQL fails on it in a text parameter, and nothing stored holds it.
  if (String(value).includes("\0")) return [{ pointer: pointerTo([name]), detail: "Must not contain U+0000" }];
  return [];
}
