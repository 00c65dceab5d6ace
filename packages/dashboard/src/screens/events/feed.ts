/** A list that goes on at its top while somebody reads it. */
export interface Feed<Row> {
  readonly rows: readonly Row[];
  /** Rows that are newer than the first one shown. */
  readonly fresh: number;
  /** There may be more than `fresh`: the newest page does not reach down to what is shown. */
  readonly more: boolean;
}

/**
 * The pages that were read, with what the newest page says by now: rows that are shown get their new state, and rows
 * above them are counted but not shown, since a list that jumps cannot be read.
 *
 * @param head the newest page, asked for again and again; undefined until it was
 */
export function mergeFeed<Row extends { readonly id: string }>(
  pages: readonly Row[],
  head: readonly Row[] | undefined,
): Feed<Row> {
  const unique = dedupe(pages);
  if (head === undefined || head.length === 0) return { rows: unique, fresh: 0, more: false };
  const newer = new Map(head.map((row) => [row.id, row]));
  const first = unique[0];
  const rows = unique.map((row) => newer.get(row.id) ?? row);
  if (first === undefined) return { rows: [...head], fresh: 0, more: false };
  const at = head.findIndex(({ id }) => id === first.id);
  return { rows, fresh: at === -1 ? head.length : at, more: at === -1 };
}

/** A cursor may hand out a row again that moved: it would be drawn twice under one key. */
function dedupe<Row extends { readonly id: string }>(rows: readonly Row[]): readonly Row[] {
  const seen = new Set<string>();
  const unique = rows.filter(({ id }) => !seen.has(id) && seen.add(id));
  return unique.length === rows.length ? rows : unique;
}

/** Pages that brought little in a row, after which a search waits to be told to go on. */
export const QUIET_PAGES_MAX = 20;
/** A page with fewer rows than this is one that the server cut short, or the last. */
const MANY_ROWS = 5;

interface PageLike {
  readonly data: readonly unknown[];
  readonly next_cursor: string | null;
}

/** How many pages at the end of the list brought next to nothing, though there is more to look through. */
export function quietPages(pages: readonly PageLike[]): number {
  let quiet = 0;
  for (const { data, next_cursor } of pages.toReversed()) {
    if (data.length >= MANY_ROWS || next_cursor === null) break;
    quiet += 1;
  }
  return quiet;
}
