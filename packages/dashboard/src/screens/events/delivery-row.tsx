import type { Delivery } from "@callcall/webhooks/client";
import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { DeliveryBadge } from "../../attempts/delivery-badge.tsx";
import { useEndpointName } from "../../attempts/use-endpoint-name.ts";
import { Countdown, RelativeTime } from "../../components/relative-time.tsx";
import { OUTCOME_LOOKS } from "../../components/tone.ts";
import classes from "./events.module.css";
import type { RowProps } from "./feed-list.tsx";
import type { DeliveriesSearch } from "./search.ts";

interface DeliveryRowProps {
  readonly delivery: Delivery;
  readonly beside: boolean;
  readonly search: DeliveriesSearch;
  readonly row: RowProps;
}

export function DeliveryRow({ delivery, beside, search, row }: DeliveryRowProps): ReactElement {
  const { id, event_type, webhook_id, status, in_flight, last_outcome, next_attempt_at, created_at } = delivery;
  const { name } = useEndpointName(webhook_id);
  const content = (
    <>
      <span className={classes["state"]}>
        <DeliveryBadge status={status} in_flight={in_flight} last_outcome={last_outcome} />
      </span>
      <span className={classes["name"]}>{event_type}</span>
      <span className={classes["rowId"]}>{name ?? webhook_id}</span>
      <span className={classes["extra"]}>
        {last_outcome !== null && OUTCOME_LOOKS[last_outcome].label}
        {status === "pending" && next_attempt_at !== null && (
          <>
            {" · "}
            <Countdown to={next_attempt_at} />
          </>
        )}
      </span>
      <span className={classes["time"]}>
        <RelativeTime at={created_at} />
      </span>
    </>
  );
  return beside ? (
    <Link to="/deliveries" search={{ ...search, delivery: id }} {...row}>
      {content}
    </Link>
  ) : (
    <Link to="/deliveries/$deliveryId" params={{ deliveryId: id }} {...row}>
      {content}
    </Link>
  );
}
