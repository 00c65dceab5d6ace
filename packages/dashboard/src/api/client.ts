import type { ROUTES } from "@callcall/contract";
import type { z } from "zod";
import { requestJson } from "./http.ts";
import { type KnownOperation, OPERATIONS } from "./operations.ts";

type Routes = typeof ROUTES;
type Method = "GET" | "POST" | "PATCH" | "DELETE";

type QueryOf<Id extends KnownOperation> = Routes[Id] extends { readonly query: infer Schema extends z.ZodType }
  ? { readonly query?: z.input<Schema> }
  : unknown;
type BodyOf<Id extends KnownOperation> = Routes[Id] extends {
  readonly body: { readonly schema: infer Schema extends z.ZodType };
}
  ? { readonly body: z.input<Schema> }
  : unknown;
type ParametersOf<Id extends KnownOperation> = Routes[Id]["path"] extends `${string}{${infer Name}}${string}`
  ? { readonly params: { readonly [Key in Name]: string } }
  : unknown;

/** What a call takes: the parameters of its path, its query, its body. */
export type RequestOf<Id extends KnownOperation> = QueryOf<Id> & BodyOf<Id> & ParametersOf<Id>;

/** What a call answers with. */
export type ResultOf<Id extends KnownOperation> = Routes[Id]["success"] extends {
  readonly schema: infer Schema extends z.ZodType;
}
  ? z.output<Schema>
  : undefined;

interface AnyRequest {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

export const api = {
  /** @throws ApiProblem */
  call<Id extends KnownOperation>(
    id: Id,
    request: RequestOf<Id>,
    options: { readonly signal?: AbortSignal } = {},
  ): Promise<ResultOf<Id>> {
    const { params = {}, query, body } = request as AnyRequest;
    const [method, path] = OPERATIONS[id].split(" ") as [Method, string];
    const filled = path.replaceAll(/\{(\w+)\}/g, (_match, name: string) => encodeURIComponent(params[name] ?? ""));
    return requestJson(method, filled, {
      ...(query === undefined ? {} : { query }),
      ...(body === undefined ? {} : { body }),
      ...options,
    });
  },
};
