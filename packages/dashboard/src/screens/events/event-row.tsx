import type { EventSummary } from "@callcall/webhooks/client";
import { IconAlertTriangle } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { bytes } from "../../components/format.ts";
import { RelativeTime } from "../../components/relative-time.tsx";
import { ToneBadge } from "../../components/status-badge.tsx";
import { eventState } from "./event-state.ts";
import classes from "./events.module.css";
import type { RowProps } from "./feed-list.tsx";
import type { EventsSearch } from "./search.ts";

interface EventRowProps {
  readonly event: EventSummary;
  /** Beside the list where there is space for both, else on a page of its own. */
  readonly beside: boolean;
  readonly search: EventsSearch;
  readonly row: RowProps;
}

export function EventRow({ event, beside, search, row }: EventRowProps): ReactElement {
  const { tone, label, detail } = eventState(event.deliveries);
  const content = (
    <>
      <span className={classes["state"]}>
        <ToneBadge tone={tone}>{label}</ToneBadge>
      </span>
      <span className={classes["name"]}>
        {event.type}
        {event.warnings.length > 0 && (
          <IconAlertTriangle
            size={14}
            color="var(--cc-warn-mark)"
            style={{ marginInlineStart: 6, verticalAlign: "-2px" }}
            aria-label="Departs from its schema"
            role="img"
          />
        )}
      </span>
      <span className={classes["rowId"]}>{event.id}</span>
      <span className={classes["extra"]}>
        {detail} · {bytes(event.data_bytes)}
      </span>
      <span className={classes["time"]}>
        <RelativeTime at={event.created} />
      </span>
    </>
  );
  return beside ? (
    <Link to="/events" search={{ ...search, event: event.id }} {...row}>
      {content}
    </Link>
  ) : (
    <Link to="/events/$eventId" params={{ eventId: event.id }} {...row}>
      {content}
    </Link>
  );
}
