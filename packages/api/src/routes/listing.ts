import type { OperationId } from "@callcall/contract";
import type { Caller, Listing } from "@callcall/engine";
import type { Page } from "@callcall/store";
import type { Services } from "./operation.ts";

interface ListCall {
  readonly operation: OperationId;
  readonly services: Services;
  readonly caller: Caller;
  readonly params: Readonly<Record<string, string>>;
  readonly query: { readonly limit: number; readonly cursor?: string | undefined };
}

/** A page of a list that looks at a bounded number of rows, with how far back it has looked. */
export async function searchPage<View>(
  call: ListCall,
  read: (page: Page) => Promise<Listing<View>>,
): Promise<{
  readonly data: readonly View[];
  readonly next_cursor: string | null;
  readonly searched_to: string | null;
}> {
  let searchedTo: string | null = null;
  const page = await listPage(call, async (wanted) => {
    const listing = await read(wanted);
    searchedTo = listing.next === null ? null : new Date(listing.next.ms).toISOString();
    return listing;
  });
  return { ...page, searched_to: searchedTo };
}

/** A page of a list. `limit` may change from page to page; everything else that narrows the list may not. */
export async function listPage<View>(
  call: ListCall,
  read: (page: Page) => Promise<Listing<View>>,
): Promise<{ readonly data: readonly View[]; readonly next_cursor: string | null }> {
  const { cursors } = call.services;
  const { limit, cursor, ...filter } = call.query;
  const scope = {
    accountId: call.caller.accountId,
    operation: call.operation,
    filter: { ...filter, ...call.params },
  };
  const after = cursor === undefined ? null : cursors.open(cursor, scope);
  const { data, next } = await read({ limit, after });
  return { data, next_cursor: next === null ? null : cursors.seal(next, scope) };
}
