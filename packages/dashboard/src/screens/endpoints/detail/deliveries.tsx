import type { Delivery } from "@callcall/webhooks/client";
import { Button, Group, SegmentedControl } from "@mantine/core";
import { IconExternalLink, IconInbox } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import type { CSSProperties, ReactElement } from "react";
import { api } from "../../../api/client.ts";
import { EmptyState } from "../../../components/empty-state.tsx";
import { shortId } from "../../../components/format.ts";
import { Countdown, RelativeTime } from "../../../components/relative-time.tsx";
import { OutcomeBadge, StatusBadge } from "../../../components/status-badge.tsx";
import { ReplayButton } from "../../../replays/replay-button.tsx";
import row from "../../events/events.module.css";
import { FeedList, type RowProps } from "../../events/feed-list.tsx";
import { useFeed } from "../../events/use-feed.ts";
import classes from "../endpoints.module.css";
import { DELIVERY_FILTERS } from "../model/detail.ts";
import { endpointRoute } from "../route.ts";

const REFRESH_MS = 2_000;

/** What was owed to this endpoint, newest first, as it happens. */
export function Deliveries({ webhookId }: { readonly webhookId: string }): ReactElement {
  const { status } = endpointRoute.useSearch();
  const navigate = useNavigate({ from: endpointRoute.fullPath });
  const query = { webhook_id: webhookId, ...(status === undefined ? {} : { status }) };
  const feed = useFeed({
    key: ["deliveries.list", { query }],
    read: (cursor, signal) =>
      api.call("deliveries.list", {
        query: { ...query, limit: 50, ...(cursor === undefined ? {} : { cursor }) },
        signal,
      }),
    concerns: ({ kind, webhook_id }) =>
      kind === "event.accepted" ||
      ((kind === "delivery.finished" || kind === "attempt.finished") && webhook_id === webhookId),
    refreshMs: REFRESH_MS,
  });
  const show = (picked: string): void => {
    const next = DELIVERY_FILTERS.find((one) => one === picked);
    void navigate({
      search: ({ status: _status, ...rest }) => ({ ...rest, ...(next === undefined ? {} : { status: next }) }),
      replace: true,
    });
  };
  return (
    <div className={row["listColumn"]} style={{ "--list-height": "max(20rem, calc(100dvh - 23rem))" } as CSSProperties}>
      <Group mb="sm" justify="space-between" gap="sm">
        <div className={classes["statusFilter"]}>
          <SegmentedControl
            size="xs"
            aria-label="Status"
            value={status ?? "all"}
            onChange={show}
            data={[
              { value: "all", label: "All" },
              { value: "pending", label: "Pending" },
              { value: "succeeded", label: "Succeeded" },
              { value: "failed", label: "Failed" },
              { value: "cancelled", label: "Cancelled" },
            ]}
          />
        </div>
        <Group gap="xs">
          <ReplayButton webhookId={webhookId} which="failed" label="Send failed ones again…" size="xs" />
          <Button
            size="xs"
            variant="default"
            leftSection={<IconExternalLink size={14} />}
            renderRoot={(props) => <Link to="/deliveries" search={{ webhook: webhookId }} {...props} />}
          >
            More filters
          </Button>
        </Group>
      </Group>
      <FeedList
        feed={feed}
        noun="deliveries"
        selected={undefined}
        onWalk={() => undefined}
        renderRow={(delivery, props) => <DeliveryRow delivery={delivery} row={props} />}
        empty={
          <EmptyState
            icon={IconInbox}
            title={status === undefined ? "Nothing was delivered here yet" : `No delivery is ${status}`}
            description={
              status === undefined
                ? "An event that it is subscribed to makes a delivery, which shows here by itself. A test is stored nowhere."
                : "Another filter shows the others."
            }
          />
        }
      />
    </div>
  );
}

interface DeliveryRowProps {
  readonly delivery: Delivery;
  readonly row: RowProps;
}

function DeliveryRow({ delivery, row: props }: DeliveryRowProps): ReactElement {
  const { id, event_type, status, in_flight, last_outcome, last_response_status, next_attempt_at } = delivery;
  return (
    <Link to="/deliveries/$deliveryId" params={{ deliveryId: id }} {...props}>
      <span className={row["state"]}>
        <StatusBadge status={in_flight ? "in_flight" : status} />
      </span>
      <span className={row["name"]}>{event_type}</span>
      <span className={row["rowId"]}>
        {shortId(id)} · {delivery.attempt_count === 1 ? "1 attempt" : `${delivery.attempt_count} attempts`}
      </span>
      <span className={row["extra"]}>
        {status === "pending" && next_attempt_at !== null && delivery.attempt_count > 0 ? (
          <>
            next <Countdown to={next_attempt_at} />
          </>
        ) : (
          last_outcome !== null && <OutcomeBadge outcome={last_outcome} httpStatus={last_response_status} />
        )}
      </span>
      <span className={row["time"]}>
        <RelativeTime at={delivery.created_at} />
      </span>
    </Link>
  );
}
