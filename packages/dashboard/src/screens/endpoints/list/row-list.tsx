import { Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { type ReactElement, useLayoutEffect, useRef, useState } from "react";
import { count } from "../../../components/format.ts";
import classes from "../endpoints.module.css";
import type { EndpointRow } from "../model/list.ts";
import { Row } from "./row.tsx";

interface RowListProps {
  readonly rows: readonly EndpointRow[];
  /** How many there are without filters. */
  readonly total: number;
  /** Whether all are here; until then more come below. */
  readonly complete: boolean;
  readonly statsPending: boolean;
  readonly onTest: (webhookId: string) => void;
}

const ROW_PIXELS = 60;
const NARROW_ROW_PIXELS = 118;

export function RowList(props: RowListProps): ReactElement {
  const narrow = useMediaQuery("(max-width: 62em)", false, { getInitialValueInEffect: false });
  const height = narrow ? NARROW_ROW_PIXELS : ROW_PIXELS;
  // The virtualizer remembers what it has measured: rows of another height are another list.
  return <Rows key={height} height={height} {...props} />;
}

/** The rows that are in sight, in a page that scrolls as a whole. */
function Rows(props: RowListProps & { readonly height: number }): ReactElement {
  const { rows, total, complete, statsPending, onTest, height } = props;
  const list = useRef<HTMLUListElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    setTop((list.current?.getBoundingClientRect().top ?? 0) + window.scrollY);
  }, []);
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => height,
    overscan: 8,
    scrollMargin: top,
    getItemKey: (index) => rows[index]?.webhook.id ?? index,
  });
  return (
    <>
      <div className={classes["listHead"]} aria-hidden="true">
        <span>Status</span>
        <span>Endpoint</span>
        <span>Events</span>
        <span>Success, 24 h</span>
        <span>Pending</span>
        <span>p95</span>
        <span />
      </div>
      <ul ref={list} className={classes["list"]} style={{ height: virtual.getTotalSize() }} aria-label="Endpoints">
        {virtual.getVirtualItems().map(({ index, key, start }) => {
          const row = rows[index];
          if (row === undefined) return null;
          return (
            <li
              key={key}
              className={classes["item"]}
              style={{ height, transform: `translateY(${start - top}px)` }}
              aria-setsize={rows.length}
              aria-posinset={index + 1}
            >
              <Row row={row} statsPending={statsPending} onTest={onTest} />
            </li>
          );
        })}
      </ul>
      <Text size="xs" c="dimmed" mt="xs" aria-live="polite">
        {footnote(rows.length, total, complete)}
      </Text>
    </>
  );
}

function footnote(shown: number, total: number, complete: boolean): string {
  if (!complete) return `${count(shown)} so far, and more are loading`;
  return shown === total ? `${count(total)} in all` : `${count(shown)} of ${count(total)}`;
}
