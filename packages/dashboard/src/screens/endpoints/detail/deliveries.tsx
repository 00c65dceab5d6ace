import type { Delivery } from "@callcall/webhooks/client";
import { Group, SegmentedControl } from "@mantine/core";
import { IconInbox } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { useApiList } from "../../../api/use-api.ts";
import { CursorList } from "../../../components/cursor-list.tsx";
import { EmptyState } from "../../../components/empty-state.tsx";
import { count, shortId } from "../../../components/format.ts";
import { Countdown, RelativeTime } from "../../../components/relative-time.tsx";
import { OutcomeBadge, StatusBadge } from "../../../components/status-badge.tsx";
import classes from "../endpoints.module.css";
import { DELIVERY_FILTERS } from "../model/detail.ts";
import { endpointRoute } from "../route.ts";

const REFRESH_MS = 5_000;
const ROW_PIXELS = 48;

/** What was owed to this endpoint, newest first. */
export function Deliveries({ webhookId }: { readonly webhookId: string }): ReactElement {
  const { status } = endpointRoute.useSearch();
  const navigate = useNavigate({ from: endpointRoute.fullPath });
  const list = useApiList(
    "deliveries.list",
    { query: { webhook_id: webhookId, limit: 50, ...(status === undefined ? {} : { status }) } },
    { keepPrevious: true, refetchInterval: REFRESH_MS },
  );
  return (
    <>
      <Group mb="sm">
        <div className={classes["statusFilter"]}>
          <SegmentedControl
            size="xs"
            aria-label="Status"
            value={status ?? "all"}
            onChange={(picked) => {
              const next = DELIVERY_FILTERS.find((one) => one === picked);
              void navigate({
                search: ({ status: _status, ...rest }) => ({
                  ...rest,
                  ...(next === undefined ? {} : { status: next }),
                }),
                replace: true,
              });
            }}
            data={[
              { value: "all", label: "All" },
              { value: "pending", label: "Pending" },
              { value: "succeeded", label: "Succeeded" },
              { value: "failed", label: "Failed" },
              { value: "cancelled", label: "Cancelled" },
            ]}
          />
        </div>
      </Group>
      <CursorList
        list={list}
        label="Deliveries"
        keyOf={({ id }) => id}
        rowHeight={ROW_PIXELS}
        height={`min(calc(100dvh - 20rem), ${Math.max(1, list.rows.length) * ROW_PIXELS}px)`}
        renderRow={(delivery) => <DeliveryRow delivery={delivery} />}
        empty={
          <EmptyState
            icon={IconInbox}
            title={status === undefined ? "Nothing was delivered here yet" : `No delivery is ${status}`}
            description={
              status === undefined
                ? "An event that it is subscribed to makes a delivery. A test is not stored, and does not show here."
                : "Another filter shows the others."
            }
          />
        }
      />
    </>
  );
}

function DeliveryRow({ delivery }: { readonly delivery: Delivery }): ReactElement {
  const { id, event_type, status, in_flight, last_outcome, last_response_status, attempt_count, next_attempt_at } =
    delivery;
  return (
    <Link to="/deliveries/$deliveryId" params={{ deliveryId: id }} className={classes["delivery"]}>
      <StatusBadge status={in_flight ? "in_flight" : status} />
      <span className={classes["deliveryType"]}>{event_type}</span>
      <span className={classes["deliveryId"]}>{shortId(id)}</span>
      <span className={classes["deliveryOutcome"]}>
        {last_outcome !== null && <OutcomeBadge outcome={last_outcome} httpStatus={last_response_status} />}
      </span>
      <span className={classes["deliveryNext"]}>
        {status === "pending" && next_attempt_at !== null ? (
          <>
            next <Countdown to={next_attempt_at} />
          </>
        ) : (
          `${count(attempt_count)} ${attempt_count === 1 ? "attempt" : "attempts"}`
        )}
      </span>
      <span className={classes["deliveryTime"]}>
        <RelativeTime at={delivery.created_at} />
      </span>
    </Link>
  );
}
