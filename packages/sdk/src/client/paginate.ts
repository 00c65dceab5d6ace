import type { Operations } from "./api-types.ts";
import type { Caller } from "./caller.ts";
import type { CallId, CallOptions, PlainRequest } from "./request.ts";

interface Page {
  data: unknown[];
  next_cursor: string | null;
}

/** The calls that answer page by page. */
export type PagedId = { [Id in CallId]: Operations[Id]["result"] extends Page ? Id : never }[CallId];

/** One item of a list. */
export type ItemOf<Id extends PagedId> = Operations[Id]["result"]["data"][number];

/** Beside the query: what is in the path of the list, if it has something there. */
export type PageOptions<Id extends PagedId> = Pick<CallOptions, "signal" | "timeoutMs" | "headers"> &
  (Operations[Id]["params"] extends object
    ? { readonly params: Operations[Id]["params"] }
    : { readonly params?: undefined });

/** Every item from the cursor on. A page may be short or empty: only the cursor says which one is the last. */
export async function* paginate(
  call: Caller,
  id: string,
  request: PlainRequest,
): AsyncGenerator<unknown, void, undefined> {
  for (let query = request.query; ; ) {
    const { data, next_cursor: cursor } = (await call(id, { ...request, query })).value as Page;
    yield* data;
    if (cursor === null) return;
    if (cursor === query?.["cursor"])
      throw new Error(`Cannot go on with ${id}: the cursor leads to where it came from`);
    query = { ...query, cursor };
  }
}
