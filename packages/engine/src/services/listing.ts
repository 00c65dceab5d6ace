import { LIMITS } from "@callcall/contract";
import type { BoundedPage, Page, Position, Slice } from "@callcall/store";
import type { Listing } from "./port.ts";

/** Read a page and one row more, which tells whether there is a next page. */
export async function listing<Row, View>(
  page: Page,
  read: (page: Page) => Promise<readonly Row[]>,
  positionOf: (row: Row) => Position,
  view: (rows: readonly Row[]) => readonly View[] | Promise<readonly View[]>,
): Promise<Listing<View>> {
  const rows = await read({ ...page, limit: page.limit + 1 });
  const shown = rows.slice(0, page.limit);
  const last = shown[shown.length - 1];
  return {
    data: await view(shown),
    next: rows.length > page.limit && last !== undefined ? positionOf(last) : null,
  };
}

/** As `listing`, of a list in which the search may end before the page is full: it goes on from there. */
export async function boundedListing<Row, View>(
  page: Page,
  read: (page: BoundedPage) => Promise<Slice<Row>>,
  positionOf: (row: Row) => Position,
  view: (rows: readonly Row[]) => readonly View[] | Promise<readonly View[]>,
): Promise<Listing<View>> {
  let examinedTo: Position | null = null;
  const { data, next } = await listing(
    page,
    async (wanted) => {
      const slice = await read({ ...wanted, examine: LIMITS.list_rows_examined });
      ({ examinedTo } = slice);
      return slice.rows;
    },
    positionOf,
    view,
  );
  return { data, next: next ?? examinedTo };
}

/** Where most lists stand: by creation, then id. */
export function byCreation(row: { readonly createdMs: number; readonly id: string }): Position {
  return { ms: row.createdMs, id: row.id };
}
