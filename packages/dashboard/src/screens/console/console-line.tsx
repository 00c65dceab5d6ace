import { ActionIcon } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { type CSSProperties, memo, type ReactElement } from "react";
import { TextLink } from "../../attempts/link-button.tsx";
import badge from "../../components/components.module.css";
import { shortId } from "../../components/format.ts";
import { visibleLine } from "../../components/json/visible-text.ts";
import classes from "./console.module.css";
import { type Line, messageOf, type Note, noteText, toneOf } from "./line.ts";

interface ConsoleLineProps {
  readonly line: Line;
  readonly index: number;
  readonly rowPx: number;
  readonly current: boolean;
  /** By the endpoint's id. */
  readonly names: ReadonlyMap<string, string>;
  readonly columns: { readonly endpoint: boolean; readonly ids: boolean };
  readonly onOpen: (line: Line) => void;
  /** null where the session may not. */
  readonly onResend: ((deliveryId: string) => void) | null;
}

/** One line. Drawn once: what it shows never changes. */
export const ConsoleLine = memo(function ConsoleLine(props: ConsoleLineProps): ReactElement {
  const { line, index, rowPx, current, names, columns, onOpen, onResend } = props;
  const { entry, note } = line;
  const style: CSSProperties = { transform: `translateY(${index * rowPx}px)` };
  const tone = toneOf(line);
  if (entry === null) {
    return (
      <li className={`${classes["line"]} ${badge[tone]}`} style={style}>
        {note !== null && <NoteLine note={note} />}
      </li>
    );
  }
  const { webhook_id, delivery_id, event_id, test } = entry;
  const resend = onResend !== null && delivery_id !== undefined && test !== true ? onResend : null;
  return (
    <li className={`${classes["line"]} ${badge[tone]}`} style={style} data-current={current || undefined}>
      <button type="button" className={classes["open"]} data-index={index} tabIndex={-1} onClick={() => onOpen(line)}>
        <span className={classes["mark"]} />
        <span className={classes["time"]}>
          {clock(line.atMs)}
          <span className={classes["millis"]}>.{String(line.atMs % 1000).padStart(3, "0")}</span>
        </span>
        <span className={classes["type"]}>{visibleLine(entry.event_type ?? entry.kind)}</span>
        <span className={classes["message"]} data-tone={tone}>
          {messageOf(entry)}
        </span>
        {columns.endpoint && (
          <span className={classes["endpoint"]}>
            {webhook_id === undefined ? "" : (names.get(webhook_id) ?? shortId(webhook_id))}
          </span>
        )}
        {columns.ids && <span className={classes["ids"]}>{event_id === undefined ? "" : shortId(event_id)}</span>}
      </button>
      {resend !== null && (
        <span className={classes["actions"]}>
          <ActionIcon
            size="xs"
            tabIndex={-1}
            aria-label={`Send delivery ${delivery_id} again`}
            title="Send again"
            onClick={() => delivery_id !== undefined && resend(delivery_id)}
          >
            <IconRefresh size={13} />
          </ActionIcon>
        </span>
      )}
    </li>
  );
});

function NoteLine({ note }: { readonly note: Note }): ReactElement {
  return (
    <span className={classes["note"]}>
      {noteText(note)}
      {note.state === "gap" && (
        <TextLink
          link={{ to: "/events", search: { ...(note.from === null ? {} : { since: note.from }), until: note.to } }}
        >
          See the events of that time
        </TextLink>
      )}
    </span>
  );
}

const time = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
let formatted = { second: -1, text: "" };

/** Most lines are of the same second as the one before. */
function clock(atMs: number): string {
  const second = Math.floor(atMs / 1000);
  if (formatted.second !== second) formatted = { second, text: time.format(atMs) };
  return formatted.text;
}
