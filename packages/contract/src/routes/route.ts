import type { z } from "zod";
import type { ProblemCode } from "../problems.ts";
import type { Scope } from "../scopes.ts";

/** One call of the API: what the server registers, the documentation shows and the tests walk through. */
export interface Route {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** Below `/api/v1`, parameters in braces: `/webhooks/{id}`. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  /** The scope a key needs; `operator` for operator keys only; `any` for every valid key; `public` for none at all. */
  readonly scope: Scope | "operator" | "any" | "public";
  readonly query?: z.ZodType;
  /** JSON body. `raw`: ingest reads the bytes itself, the schema documents them. */
  readonly body?: {
    readonly schema: z.ZodType;
    readonly raw?: true;
    readonly optional?: true;
    readonly limitBytes: number;
  };
  readonly idempotent?: true;
  readonly success: {
    readonly status: 200 | 201 | 202 | 204;
    readonly schema?: z.ZodType;
    readonly contentType?: "text/event-stream";
    readonly description: string;
  };
  /** Refusals of its own, beside those that every call shares. */
  readonly problems: readonly ProblemCode[];
}

export function defineRoutes<const Routes extends Record<string, Route>>(routes: Routes): Routes {
  return routes;
}
