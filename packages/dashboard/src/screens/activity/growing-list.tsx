import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactElement, type ReactNode, useEffect, useRef } from "react";
import classes from "./activity.module.css";

interface GrowingListProps<Row> {
  readonly rows: readonly Row[];
  readonly label: string;
  readonly keyOf: (row: Row) => string;
  readonly render: (row: Row) => ReactNode;
  /** The end comes into view: read on. */
  readonly onEnd: () => void;
}

/** Rows before the end at which the next page is asked for. */
const AHEAD_ROWS = 15;

/** A long list of rows as high as what is in them: only those that are seen are in the page. */
export function GrowingList<Row>({ rows, label, keyOf, render, onEnd }: GrowingListProps<Row>): ReactElement {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 84,
    overscan: 6,
    getItemKey: (index) => {
      const row = rows[index];
      return row === undefined ? index : keyOf(row);
    },
  });
  const shown = virtual.getVirtualItems();
  const near = (shown.at(-1)?.index ?? 0) >= rows.length - AHEAD_ROWS;
  const { length } = rows;
  useEffect(() => {
    if (near && length >= 0) onEnd();
  }, [near, length, onEnd]);

  return (
    // A region that scrolls is reached by the keyboard like everything else.
    <section ref={scroller} className={classes["scroller"]} aria-label={label} tabIndex={0}>
      <ol className={classes["rows"]} style={{ height: virtual.getTotalSize() }}>
        {shown.map(({ index, start, key }) => {
          const row = rows[index];
          return (
            row !== undefined && (
              <li
                key={key}
                ref={virtual.measureElement}
                data-index={index}
                className={classes["row"]}
                style={{ transform: `translateY(${start}px)` }}
              >
                {render(row)}
              </li>
            )
          );
        })}
      </ol>
    </section>
  );
}
