import { Button } from "@mantine/core";
import { useHotkeys, useMediaQuery } from "@mantine/hooks";
import { IconInbox, IconSearchOff } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { type CSSProperties, type ReactElement, useMemo } from "react";
import { api } from "../../api/client.ts";
import { DeliveryPanel } from "../../attempts/delivery-panel.tsx";
import { EmptyState } from "../../components/empty-state.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { ReplayButton } from "../../replays/replay-button.tsx";
import { DeliveryRow } from "./delivery-row.tsx";
import classes from "./events.module.css";
import { FeedList } from "./feed-list.tsx";
import { FilterBar } from "./filter-bar.tsx";
import { ListTabs } from "./list-tabs.tsx";
import { deliveriesRoute } from "./route.ts";
import { type DeliveriesSearch, type EventsSearch, filterCount, idIn, queryOf } from "./search.ts";
import { useFeed } from "./use-feed.ts";

const WIDE = "(min-width: 75em)";
const REFRESH_MS = 2_000;

/** Every delivery, by endpoint, state, type and time: the same rows and panels as the Event Viewer. */
export function DeliveriesScreen(): ReactElement {
  const search = deliveriesRoute.useSearch();
  const navigate = useNavigate();
  const wide = useMediaQuery(WIDE, true, { getInitialValueInEffect: false });
  const { delivery: selected } = search;
  const beside = wide && selected !== undefined;
  const feed = useDeliveries(search);

  const change = (changes: { readonly [Key in keyof DeliveriesSearch]?: DeliveriesSearch[Key] | undefined }): void => {
    const kept = Object.fromEntries(
      Object.entries({ ...search, ...changes }).filter(([, value]) => value !== undefined),
    );
    void navigate({ to: "/deliveries", search: kept, replace: true });
  };
  const goToId = (typed: string): void => {
    const named = idIn(typed);
    if (named?.kind === "event") void navigate({ to: "/events/$eventId", params: { eventId: named.id } });
    else if (named?.kind === "endpoint") change({ webhook: named.id });
    else void navigate({ to: "/deliveries/$deliveryId", params: { deliveryId: typed } });
  };
  useHotkeys([["Escape", () => change({ delivery: undefined })]]);

  return (
    <>
      <PageHeader
        title="Deliveries"
        description="Each event, owed to each endpoint."
        actions={
          search.webhook !== undefined && (
            <ReplayButton webhookId={search.webhook} which="failed" label="Send failed ones again…" />
          )
        }
      />
      <ListTabs active="deliveries" webhook={search.webhook} />
      <FilterBar search={search} onChange={change} onId={goToId} withText={false} />
      <div
        className={classes["split"]}
        data-open={beside || undefined}
        style={{ "--list-height": "max(22rem, calc(100dvh - 19rem))" } as CSSProperties}
      >
        <div className={classes["listColumn"]}>
          <FeedList
            feed={feed}
            noun="deliveries"
            selected={beside ? selected : undefined}
            onWalk={({ id }) => beside && change({ delivery: id })}
            renderRow={(delivery, row) => <DeliveryRow delivery={delivery} beside={wide} search={search} row={row} />}
            empty={<NoDeliveries search={search} onClear={() => void navigate({ to: "/deliveries", replace: true })} />}
          />
        </div>
        {beside && (
          <section className={classes["detailColumn"]} aria-label="The delivery">
            <DeliveryPanel key={selected} deliveryId={selected} />
          </section>
        )}
      </div>
    </>
  );
}

function useDeliveries(search: DeliveriesSearch) {
  const { delivery: _delivery, ...filters } = search;
  const name = JSON.stringify(filters);
  const query = useMemo(() => queryOf(JSON.parse(name) as EventsSearch, Date.now()), [name]);
  return useFeed({
    key: ["deliveries.list", { query }],
    read: (cursor, signal) =>
      api.call("deliveries.list", {
        query: { ...query, limit: 50, ...(cursor === undefined ? {} : { cursor }) },
        signal,
      }),
    concerns: ({ kind, webhook_id }) =>
      kind === "event.accepted" ||
      ((kind === "delivery.finished" || kind === "attempt.finished") &&
        (query.webhook_id === undefined || webhook_id === query.webhook_id)),
    refreshMs: REFRESH_MS,
  });
}

interface NoDeliveriesProps {
  readonly search: DeliveriesSearch;
  readonly onClear: () => void;
}

function NoDeliveries({ search, onClear }: NoDeliveriesProps): ReactElement {
  return filterCount(search) > 0 ? (
    <EmptyState
      icon={IconSearchOff}
      title="No delivery is like that"
      description="No delivery that was looked at fits all the filters."
      action={
        <Button variant="default" onClick={onClear}>
          Clear the filters
        </Button>
      }
    />
  ) : (
    <EmptyState
      icon={IconInbox}
      title="No deliveries yet"
      description="An event that an endpoint is subscribed to makes a delivery. It appears by itself."
    />
  );
}
