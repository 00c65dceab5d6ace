import type { Alert } from "@callcall/webhooks/client";
import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { duration } from "../../components/format.ts";
import { RelativeTime } from "../../components/relative-time.tsx";
import classes from "./alerts.module.css";
import { KIND_LOOKS } from "./kinds.ts";

/** One line: an alert that is over. */
export function PastAlert({ alert }: { readonly alert: Alert }): ReactElement {
  const lasted = Date.parse(alert.resolved_at ?? alert.last_seen_at) - Date.parse(alert.opened_at);
  return (
    <Link to="/alerts/$alertId" params={{ alertId: alert.id }} className={classes["past"]}>
      <span className={classes["pastSummary"]}>{alert.summary}</span>
      <span className={classes["pastTime"]}>
        <RelativeTime at={alert.opened_at} />
      </span>
      <span className={classes["pastDetail"]}>
        {KIND_LOOKS[alert.kind].label} · {alert.detail}
      </span>
      <span className={classes["pastTime"]}>lasted {duration(Math.max(1_000, lasted))}</span>
    </Link>
  );
}
