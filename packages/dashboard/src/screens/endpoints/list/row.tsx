import { Skeleton } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { Sparkline } from "../../../components/charts/sparkline.tsx";
import { count, milliseconds, percent, shortCount } from "../../../components/format.ts";
import { StatusBadge } from "../../../components/status-badge.tsx";
import { EndpointMenu } from "../endpoint-menu.tsx";
import classes from "../endpoints.module.css";
import type { EndpointRow } from "../model/list.ts";
import { subscriptionText } from "../model/subscription.ts";
import { shortUrl } from "../model/url.ts";

interface RowProps {
  readonly row: EndpointRow;
  readonly statsPending: boolean;
  readonly onTest: (webhookId: string) => void;
}

export function Row({ row: { webhook, health, stats }, statsPending, onTest }: RowProps): ReactElement {
  const { id, url, description, events } = webhook;
  return (
    <div className={classes["row"]}>
      <span className={classes["rowStatus"]}>
        <StatusBadge status={health} />
      </span>
      <span className={classes["rowName"]}>
        <Link to="/endpoints/$webhookId" params={{ webhookId: id }} className={classes["rowLink"]} title={url}>
          {shortUrl(url, 90)}
        </Link>
        {description !== "" && <span className={classes["rowDescription"]}>{description}</span>}
      </span>
      <span className={classes["rowEvents"]} title={events.join(", ")}>
        {subscriptionText(events)}
      </span>
      {statsPending ? <Skeleton height={16} className={classes["rowFigures"] ?? ""} /> : <Figures stats={stats} />}
      <span className={classes["rowMenu"]}>
        <EndpointMenu webhook={webhook} onTest={() => onTest(id)} />
      </span>
    </div>
  );
}

function Figures({ stats }: { readonly stats: EndpointRow["stats"] }): ReactElement {
  if (stats === undefined) return <span className={classes["rowFigures"]}>–</span>;
  const { success_rate, attempts, failed, pending, response_ms } = stats.totals;
  const bad = success_rate !== null && success_rate < 0.95;
  return (
    <span className={classes["rowFigures"]}>
      <span className={classes["rowRate"]} data-bad={bad || undefined}>
        <span>{success_rate === null ? "–" : percent(success_rate)}</span>
        <Sparkline
          width={88}
          height={22}
          values={stats.buckets.map((bucket) => bucket.attempts)}
          color={`var(--cc-${attempts === 0 ? "calm" : bad ? "bad" : "ok"}-mark)`}
          label={`${count(attempts)} attempts in 24 hours, ${count(failed)} failed`}
        />
      </span>
      <span className={classes["rowNumber"]} data-label="pending">
        {shortCount(pending)}
      </span>
      <span className={classes["rowNumber"]} data-label="p95">
        {response_ms === null ? "–" : milliseconds(response_ms.p95)}
      </span>
    </span>
  );
}
