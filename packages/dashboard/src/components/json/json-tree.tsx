import { IconChevronRight } from "@tabler/icons-react";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type CSSProperties, type KeyboardEvent, type ReactElement, useId, useMemo, useRef, useState } from "react";
import classes from "../components.module.css";
import own from "./json.module.css";
import { JsonValue } from "./json-value.tsx";
import { type JsonRow, opensAtFirst, rowsOf } from "./rows.ts";
import type { JsonNode } from "./scan.ts";

export interface JsonWarning {
  /** JSON Pointer to what it is about. */
  readonly pointer: string;
  readonly detail: string;
}

interface JsonTreeProps {
  readonly text: string;
  readonly root: JsonNode;
  readonly nodes: number;
  readonly label: string;
  readonly maxHeight?: string;
  readonly warnings?: readonly JsonWarning[];
}

const ROW_PX = 22;
const NO_WARNINGS: readonly JsonWarning[] = [];

/** A JSON text by its own characters, foldable, only the lines that are seen in the page. Arrow keys as in any tree. */
export function JsonTree(props: JsonTreeProps): ReactElement {
  const { text, root, nodes, label, maxHeight = "28rem", warnings = NO_WARNINGS } = props;
  const [toggled, setToggled] = useState<ReadonlySet<number>>(new Set());
  const [current, setCurrent] = useState(0);
  const opens = useMemo(() => opensAtFirst(nodes), [nodes]);
  const rows = useMemo(() => rowsOf(text, root, toggled, opens), [text, root, toggled, opens]);
  const warned = useMemo(() => new Map(warnings.map(({ pointer, detail }) => [pointer, detail])), [warnings]);
  const scroller = useRef<HTMLDivElement>(null);
  const id = useId();
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
    // Where nothing measures (a hidden tab), something is drawn all the same.
    initialRect: { width: 600, height: 400 },
  });

  const toggle = (row: JsonRow): void => {
    setToggled((before) => {
      const after = new Set(before);
      if (!after.delete(row.id)) after.add(row.id);
      return after;
    });
  };
  const goTo = (index: number): void => {
    const bounded = Math.max(0, Math.min(rows.length - 1, index));
    setCurrent(bounded);
    virtual.scrollToIndex(bounded);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const row = rows[current];
    const action = row === undefined ? undefined : actionOf(event.key, row, rows, current);
    if (row === undefined || action === undefined) return;
    event.preventDefault();
    if (action === "toggle") toggle(row);
    else goTo(action);
  };

  return (
    <div className={classes["code"]}>
      <div
        ref={scroller}
        role="tree"
        aria-label={label}
        aria-activedescendant={`${id}-${current}`}
        tabIndex={0}
        className={own["tree"]}
        style={{ maxHeight, height: Math.min(virtual.getTotalSize() + 18, 10_000) }}
        onKeyDown={onKeyDown}
      >
        <div className={own["lines"]} role="none" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, start, key }) => {
            const row = rows[index];
            if (row === undefined) return null;
            return (
              <Line
                key={key}
                id={`${id}-${index}`}
                index={index}
                row={row}
                text={text}
                top={start}
                current={index === current}
                warning={row.kind === "close" ? undefined : warned.get(row.pointer)}
                measure={virtual.measureElement}
                onToggle={() => {
                  setCurrent(index);
                  toggle(row);
                }}
              />
            );
          })}
        </div>
      </div>
    </div>
  );
}

/** What a key does on a row: the index to go to, or `toggle`. */
function actionOf(key: string, row: JsonRow, rows: readonly JsonRow[], at: number): number | "toggle" | undefined {
  switch (key) {
    case "ArrowDown":
      return at + 1;
    case "ArrowUp":
      return at - 1;
    case "Home":
      return 0;
    case "End":
      return rows.length - 1;
    case "ArrowRight":
      return row.kind === "folded" ? "toggle" : at + 1;
    case "ArrowLeft":
      if (row.kind === "open") return "toggle";
      return rows.findLastIndex(({ depth }, index) => index < at && depth < row.depth);
    case "Enter":
    case " ":
      return row.kind === "open" || row.kind === "folded" ? "toggle" : undefined;
    default:
      return undefined;
  }
}

interface LineProps {
  readonly id: string;
  readonly index: number;
  readonly row: JsonRow;
  readonly text: string;
  readonly top: number;
  readonly current: boolean;
  readonly warning: string | undefined;
  readonly measure: (element: HTMLElement | null) => void;
  readonly onToggle: () => void;
}

function Line({ id, index, row, text, top, current, warning, measure, onToggle }: LineProps): ReactElement {
  const container = row.kind === "open" || row.kind === "folded";
  const style = { transform: `translateY(${top}px)`, "--depth": row.depth } as CSSProperties;
  const fold = container ? (
    // The tree itself has the focus; this is for the mouse.
    <button type="button" tabIndex={-1} className={own["fold"]} onClick={onToggle} aria-hidden="true">
      <IconChevronRight size={13} />
    </button>
  ) : (
    <span className={own["fold"]} aria-hidden="true" />
  );
  const shared = {
    ref: measure,
    "data-index": index,
    "data-current": current || undefined,
    "data-warned": warning === undefined ? undefined : true,
    className: own["line"],
    style,
  };
  if (row.kind === "close") {
    return (
      <div {...shared} role="none">
        {fold}
        <span className={own["value"]}>
          {text[row.node.end - 1]}
          {row.comma && ","}
        </span>
      </div>
    );
  }
  return (
    <div
      {...shared}
      id={id}
      role="treeitem"
      tabIndex={-1}
      aria-level={row.depth + 1}
      aria-selected={current}
      {...(container ? { "aria-expanded": row.kind === "open" } : {})}
    >
      {fold}
      <JsonValue row={row} text={text} />
      {warning !== undefined && <span className={own["note"]}>{warning}</span>}
    </div>
  );
}
