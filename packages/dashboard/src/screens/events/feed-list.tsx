import { Button, Skeleton } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { IconArrowUp } from "@tabler/icons-react";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type ReactElement, type ReactNode, useEffect, useRef, useState } from "react";
import { ErrorState } from "../../components/error-state.tsx";
import { count } from "../../components/format.ts";
import classes from "./events.module.css";
import { FeedFoot } from "./feed-foot.tsx";
import type { FeedState } from "./use-feed.ts";

export interface RowProps {
  readonly tabIndex: 0 | -1;
  readonly "data-selected": true | undefined;
  readonly "aria-current": "true" | undefined;
  readonly className: string;
}

interface FeedListProps<Row> {
  readonly feed: FeedState<Row>;
  /** What it lists: "events". */
  readonly noun: string;
  /** One row: a link that takes these props. */
  readonly renderRow: (row: Row, props: RowProps) => ReactNode;
  readonly selected: string | undefined;
  /** j and k walk through the list; called with the row they come to. */
  readonly onWalk: (row: Row) => void;
  readonly empty: ReactNode;
}

const ROW_PX = 56;
/** Rows before the end at which the next page is asked for. */
const AHEAD_ROWS = 25;

/** A list that may have a million rows: only those that are seen are in the page, and the next page comes in time. */
export function FeedList<Row extends { readonly id: string }>(props: FeedListProps<Row>): ReactElement {
  const { feed, noun, renderRow, selected, onWalk, empty } = props;
  const { rows, end } = feed;
  const scroller = useRef<HTMLDivElement>(null);
  const [current, setCurrent] = useState(0);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 8,
    getItemKey: (index) => rows[index]?.id ?? index,
  });
  const shown = virtual.getVirtualItems();
  const near = (shown.at(-1)?.index ?? 0) >= rows.length - AHEAD_ROWS;
  const { more, loading, failed, waiting, next } = end;
  const wanted = near && more && !loading && !failed && !waiting && !feed.loading;
  // `rows.length`: after an empty page everything else is as it was.
  const { length } = rows;
  useEffect(() => {
    if (wanted && length >= 0) next();
  }, [wanted, length, next]);

  const walk = (step: number): void => {
    const from = selected === undefined ? current : rows.findIndex(({ id }) => id === selected);
    const to = Math.max(0, Math.min(rows.length - 1, (from === -1 ? current : from) + step));
    const row = rows[to];
    if (row === undefined) return;
    setCurrent(to);
    virtual.scrollToIndex(to);
    focusRow(scroller.current, to);
    onWalk(row);
  };
  useHotkeys([
    ["j", () => walk(1)],
    ["k", () => walk(-1)],
  ]);
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1, Home: -rows.length, End: rows.length }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    walk(step);
  };

  if (feed.loading) return <Loading noun={noun} />;
  if (feed.problem !== null) return <ErrorState problem={feed.problem} onRetry={feed.retry} />;
  return (
    <div className={classes["listBox"]}>
      {feed.fresh > 0 && rows.length > 0 && (
        <Button
          className={classes["pill"] ?? ""}
          size="compact-sm"
          radius="xl"
          leftSection={<IconArrowUp size={14} />}
          onClick={() => {
            feed.showFresh();
            setCurrent(0);
            scroller.current?.scrollTo({ top: 0 });
          }}
        >
          {count(feed.fresh)}
          {feed.freshMore && "+"} new {feed.fresh === 1 && !feed.freshMore ? noun.replace(/s$/, "") : noun}
        </Button>
      )}
      {rows.length === 0 ? (
        !more || waiting ? (
          empty
        ) : null
      ) : (
        <div ref={scroller} className={classes["scroller"]} onKeyDown={onKeyDown} role="none">
          <ul className={classes["rows"]} style={{ height: virtual.getTotalSize() }} aria-label={noun}>
            {shown.map(({ index, start, key }) => {
              const row = rows[index];
              if (row === undefined) return null;
              const isSelected = row.id === selected;
              return (
                <li
                  key={key}
                  data-row={index}
                  className={classes["item"]}
                  style={{ height: ROW_PX, transform: `translateY(${start}px)` }}
                >
                  {renderRow(row, {
                    tabIndex: index === Math.min(current, rows.length - 1) ? 0 : -1,
                    "data-selected": isSelected || undefined,
                    "aria-current": isSelected ? "true" : undefined,
                    className: classes["row"] ?? "",
                  })}
                </li>
              );
            })}
          </ul>
        </div>
      )}
      <FeedFoot feed={feed} noun={noun} />
    </div>
  );
}

/** Once it is in the page: what is far away is drawn after the scrolling. */
function focusRow(scroller: HTMLElement | null, index: number): void {
  requestAnimationFrame(() => {
    requestAnimationFrame(() => {
      scroller?.querySelector<HTMLElement>(`[data-row="${index}"] a`)?.focus({ preventScroll: true });
    });
  });
}

function Loading({ noun }: { readonly noun: string }): ReactElement {
  return (
    <div className={classes["listBox"]} role="status" aria-label={`Loading ${noun}`}>
      {Array.from({ length: 8 }, (_, index) => index).map((index) => (
        <Skeleton key={index} height={32} m="sm" width={`${96 - index * 4}%`} />
      ))}
    </div>
  );
}
