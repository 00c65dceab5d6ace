import { Button, Center, Text } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type CSSProperties, type ReactElement, type ReactNode, useEffect, useRef } from "react";
import type { ApiList } from "../api/use-api.ts";
import classes from "./components.module.css";
import { ErrorState } from "./error-state.tsx";
import { LoadingState } from "./loading-state.tsx";

interface CursorListProps<Row> {
  readonly list: ApiList<Row>;
  /** What it lists: "Events". */
  readonly label: string;
  readonly keyOf: (row: Row) => string;
  readonly renderRow: (row: Row) => ReactNode;
  /** The same for every row, in pixels. */
  readonly rowHeight: number;
  /** Shown in place of a list without rows. */
  readonly empty: ReactNode;
  /** A CSS length. */
  readonly height?: string;
}

/** Rows from the end of the screen at which the next page is asked for. */
const AHEAD_ROWS = 20;

/** A list by cursor: draws only the rows that are seen, and reads the next page before its end is. */
export function CursorList<Row>(props: CursorListProps<Row>): ReactElement {
  const { list, label, keyOf, renderRow, rowHeight, empty, height = "calc(100dvh - 16rem)" } = props;
  const { query, rows } = list;
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
  });
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = query;
  const near = rows.length > 0 && last >= rows.length - AHEAD_ROWS;
  useEffect(() => {
    if (near && hasNextPage && !isFetchingNextPage && !isFetchNextPageError) void fetchNextPage();
  }, [near, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage]);

  if (query.isPending) return <LoadingState label={`Loading ${label.toLowerCase()}`} />;
  if (query.error !== null && rows.length === 0) {
    return <ErrorState problem={query.error} onRetry={() => void query.refetch()} />;
  }
  if (rows.length === 0) return <>{empty}</>;

  return (
    <>
      <div ref={scroller} className={classes["rows"]} style={{ height }} tabIndex={0}>
        <ul className={classes["spacer"]} style={{ height: virtual.getTotalSize() }} aria-label={label}>
          {shown.map(({ index, start }) => {
            const row = rows[index];
            if (row === undefined) return null;
            const style: CSSProperties = { height: rowHeight, transform: `translateY(${start}px)` };
            return (
              <li key={keyOf(row)} className={classes["row"]} style={style}>
                {renderRow(row)}
              </li>
            );
          })}
        </ul>
      </div>
      <Center h={36}>
        {isFetchNextPageError ? (
          <Button variant="subtle" size="xs" onClick={() => void fetchNextPage()}>
            More could not be loaded: try again
          </Button>
        ) : (
          <Text size="xs" c="dimmed" aria-live="polite">
            {isFetchingNextPage ? "Loading more …" : `${rows.length}${hasNextPage ? "+" : ""} shown`}
          </Text>
        )}
      </Center>
    </>
  );
}
