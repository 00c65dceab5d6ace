import { Button } from "@mantine/core";
import { useElementSize, useMergedRef } from "@mantine/hooks";
import { IconArrowDown } from "@tabler/icons-react";
import { type CSSProperties, type KeyboardEvent, type ReactElement, useLayoutEffect, useRef, useState } from "react";
import { count } from "../../components/format.ts";
import type { View } from "./buffer.ts";
import classes from "./console.module.css";
import { ConsoleLine } from "./console-line.tsx";
import type { Line } from "./line.ts";
import { indexOfSeq, windowOf } from "./window.ts";

export interface LogLook {
  readonly dense: boolean;
  readonly endpoint: boolean;
  readonly ids: boolean;
  /** Lines for reads of the API. */
  readonly reads: boolean;
}

interface ConsoleLogProps {
  readonly view: View;
  readonly look: LogLook;
  readonly names: ReadonlyMap<string, string>;
  readonly onOpen: (line: Line) => void;
  readonly onResend: ((deliveryId: string) => void) | null;
}

const NARROW_PX = 520;

/** The lines, the newest at the bottom. It follows them until the reader scrolls up, and again from the bottom on. */
export function ConsoleLog({ view, look, names, onOpen, onResend }: ConsoleLogProps): ReactElement {
  const scroller = useRef<HTMLDivElement>(null);
  const { ref: sizeRef, height, width } = useElementSize<HTMLDivElement>();
  // On a phone a line has two: what it is about, and what happened.
  const narrow = width > 0 && width < NARROW_PX;
  const rowPx = narrow ? 44 : look.dense ? 22 : 28;
  const [scrollTop, setScrollTop] = useState(0);
  const [following, setFollowing] = useState(true);
  const [current, setCurrent] = useState<number | null>(null);
  /** The line at the upper edge, and the newest one, when the reader began to look around. */
  const anchor = useRef<{ readonly seq: number; readonly offset: number; readonly last: number } | null>(null);
  const { length } = view;

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    if (following) {
      element.scrollTop = length * rowPx;
      return;
    }
    // What had to go at the top must not pull the text away from under the eyes.
    const held = anchor.current;
    if (held === null) return;
    const wanted = indexOfSeq(view, held.seq) * rowPx + held.offset;
    if (Math.abs(element.scrollTop - wanted) >= 1) element.scrollTop = wanted;
  }, [view, length, rowPx, following]);

  const onScroll = (): void => {
    const element = scroller.current;
    if (element === null) return;
    const atEnd = element.scrollHeight - element.scrollTop - element.clientHeight < rowPx;
    setScrollTop(element.scrollTop);
    setFollowing(atEnd);
    const top = Math.floor(element.scrollTop / rowPx);
    const last = atEnd || anchor.current === null ? (view.line(length - 1)?.seq ?? 0) : anchor.current.last;
    anchor.current = atEnd ? null : { seq: view.line(top)?.seq ?? 0, offset: element.scrollTop - top * rowPx, last };
  };

  const walk = (to: number): void => {
    const element = scroller.current;
    const line = view.line(Math.max(0, Math.min(length - 1, to)));
    if (line === undefined || element === null) return;
    const index = indexOfSeq(view, line.seq);
    setCurrent(line.seq);
    const top = index * rowPx;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + rowPx > element.scrollTop + element.clientHeight)
      element.scrollTop = top + rowPx - element.clientHeight;
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const at = current === null ? length : indexOfSeq(view, current);
    const to = { ArrowDown: at + 1, j: at + 1, ArrowUp: at - 1, k: at - 1, Home: 0, End: length - 1 }[event.key];
    if (event.key === "Enter") {
      const line = current === null ? undefined : view.line(at);
      if (line?.entry != null) onOpen(line);
    } else if (to !== undefined) {
      event.preventDefault();
      walk(to);
    }
  };

  // Before the first measuring something is drawn all the same.
  const drawn = windowOf(length, following ? length * rowPx : scrollTop, height === 0 ? 600 : height, rowPx);
  const first = following
    ? Math.max(0, length - drawn.count - Math.ceil((height === 0 ? 600 : height) / rowPx))
    : drawn.first;
  const last = following ? length : first + drawn.count;
  const unseen = following ? 0 : length - indexOfSeq(view, (anchor.current?.last ?? 0) + 1);
  const style = { "--row": `${rowPx}px`, "--font": look.dense ? "0.75rem" : "0.8125rem", ...columnSizes(look) };

  return (
    <>
      <div
        ref={useMergedRef(scroller, sizeRef)}
        className={classes["log"]}
        data-narrow={narrow || undefined}
        style={style as CSSProperties}
        role="log"
        aria-label="Stream"
        aria-live="off"
        tabIndex={0}
        onScroll={onScroll}
        onKeyDown={onKeyDown}
      >
        <ol className={classes["lines"]} style={{ height: length * rowPx }}>
          {Array.from({ length: Math.max(0, last - first) }, (_, nth) => first + nth).map((index) => {
            const line = view.line(index);
            return line === undefined ? null : (
              <ConsoleLine
                key={line.seq}
                line={line}
                index={index}
                rowPx={rowPx}
                current={line.seq === current}
                names={names}
                columns={look}
                onOpen={onOpen}
                onResend={onResend}
              />
            );
          })}
        </ol>
      </div>
      {!following && (
        <Button
          className={classes["jump"] ?? ""}
          size="compact-sm"
          radius="xl"
          leftSection={<IconArrowDown size={14} />}
          onClick={() => {
            anchor.current = null;
            setFollowing(true);
          }}
        >
          {unseen > 0 ? `${count(unseen)} newer` : "To the newest"}
        </Button>
      )}
    </>
  );
}

function columnSizes({ endpoint, ids }: LogLook): Readonly<Record<string, string>> {
  return { "--endpoint": endpoint ? "minmax(5rem, 11rem)" : "", "--ids": ids ? "7.5rem" : "" };
}
