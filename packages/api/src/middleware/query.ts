import { Problem } from "@callcall/contract";
import { z } from "zod";
import { parseWith } from "./schema.ts";

const NO_QUERY = z.strictObject({});
const CODES = { unknown: "invalid_parameter", invalid: "invalid_parameter", subject: "the query" } as const;

/** Read a query string (parsed into texts, or lists of texts for names that stand twice). */
export function readQuery(schema: z.ZodType | undefined, query: object): unknown {
  const repeated = Object.entries(query).filter(([, value]) => Array.isArray(value));
  if (repeated.length > 0) {
    throw new Problem("invalid_parameter", "Cannot use the query: a parameter stands more than once", {
      errors: repeated.map(([name]) => ({ pointer: `/${name}`, detail: "Stands more than once" })),
    });
  }
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
