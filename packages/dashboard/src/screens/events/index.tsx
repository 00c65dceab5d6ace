import { Button, Group } from "@mantine/core";
import { useHotkeys, useMediaQuery } from "@mantine/hooks";
import { IconInbox, IconSearchOff, IconSend } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { type CSSProperties, type ReactElement, useMemo } from "react";
import { api } from "../../api/client.ts";
import { LinkButton } from "../../attempts/link-button.tsx";
import { EmptyState } from "../../components/empty-state.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { EventPane } from "./event-pane.tsx";
import { EventRow } from "./event-row.tsx";
import classes from "./events.module.css";
import { FeedList } from "./feed-list.tsx";
import { FilterBar } from "./filter-bar.tsx";
import { ListTabs } from "./list-tabs.tsx";
import { eventsRoute } from "./route.ts";
import { couldBeEventId, type EventsSearch, filterCount, idIn, queryOf } from "./search.ts";
import { useFeed } from "./use-feed.ts";

/** From here on list and detail stand beside each other. */
const WIDE = "(min-width: 75em)";
/** Text is looked for in every payload: that is asked for less often than what an index answers. */
const REFRESH_MS = 2_000;
const REFRESH_TEXT_MS = 15_000;

/** The Event Viewer: what happened, and where it went. */
export function EventsScreen(): ReactElement {
  const search = eventsRoute.useSearch();
  const navigate = useNavigate();
  const wide = useMediaQuery(WIDE, true, { getInitialValueInEffect: false });
  const { event: selected } = search;
  const beside = wide && selected !== undefined;
  const feed = useEvents(search);

  const change = (changes: { readonly [Key in keyof EventsSearch]?: EventsSearch[Key] | undefined }): void => {
    const next = { ...search, ...changes };
    const kept = Object.fromEntries(Object.entries(next).filter(([, value]) => value !== undefined));
    void navigate({ to: "/events", search: kept, replace: true });
  };
  const open = (eventId: string): void => {
    if (wide) change({ event: eventId });
    else void navigate({ to: "/events/$eventId", params: { eventId } });
  };
  const goToId = async (typed: string): Promise<void> => {
    const named = idIn(typed);
    if (named?.kind === "delivery") {
      void navigate({ to: "/deliveries/$deliveryId", params: { deliveryId: named.id } });
    } else if (named?.kind === "endpoint") {
      change({ webhook: named.id, q: undefined });
    } else if (named?.kind === "event" || (couldBeEventId(typed) && (await exists(typed)))) {
      void navigate({ to: "/events/$eventId", params: { eventId: typed } });
    } else {
      change({ q: typed });
    }
  };
  useHotkeys([["Escape", () => change({ event: undefined, tab: undefined })]]);

  return (
    <>
      <PageHeader
        title="Events"
        description="What happened, and where it went."
        actions={
          <LinkButton link={{ to: "/tester" }} variant="default" leftSection={<IconSend size={16} />}>
            Send an event
          </LinkButton>
        }
      />
      <ListTabs active="events" webhook={search.webhook} />
      <FilterBar search={search} onChange={change} onId={(typed) => void goToId(typed)} />
      <div
        className={classes["split"]}
        data-open={beside || undefined}
        style={{ "--list-height": "max(22rem, calc(100dvh - 19rem))" } as CSSProperties}
      >
        <div className={classes["listColumn"]}>
          <FeedList
            feed={feed}
            noun="events"
            selected={beside ? selected : undefined}
            onWalk={({ id }) => beside && open(id)}
            renderRow={(event, row) => <EventRow event={event} beside={wide} search={search} row={row} />}
            empty={<NoEvents search={search} onClear={() => void navigate({ to: "/events", replace: true })} />}
          />
        </div>
        {beside && (
          <section className={classes["detailColumn"]} aria-label="The event">
            <EventPane
              key={selected}
              eventId={selected}
              tab={search.tab}
              onTab={(tab) => change({ tab })}
              onClose={() => change({ event: undefined, tab: undefined })}
            />
          </section>
        )}
      </div>
    </>
  );
}

/** The list, asked for again when the stream tells of what may be in it. */
function useEvents(search: EventsSearch) {
  const { event: _event, tab: _tab, ...filters } = search;
  const name = JSON.stringify(filters);
  // The range counts from when it was chosen.
  const query = useMemo(() => queryOf(JSON.parse(name) as EventsSearch, Date.now()), [name]);
  return useFeed({
    key: ["events.list", { query }],
    read: (cursor, signal) =>
      api.call("events.list", { query: { ...query, limit: 50, ...(cursor === undefined ? {} : { cursor }) }, signal }),
    concerns: ({ kind }) => kind === "event.accepted" || kind === "delivery.finished",
    refreshMs: query.text === undefined ? REFRESH_MS : REFRESH_TEXT_MS,
  });
}

async function exists(id: string): Promise<boolean> {
  return api.call("events.deliveries", { params: { id }, query: { limit: 1 } }).then(
    () => true,
    () => false,
  );
}

interface NoEventsProps {
  readonly search: EventsSearch;
  readonly onClear: () => void;
}

function NoEvents({ search, onClear }: NoEventsProps): ReactElement {
  if (filterCount(search) > 0) {
    return (
      <EmptyState
        icon={IconSearchOff}
        title="No event is like that"
        description="No event that was looked at fits all the filters. Take one away, or look further back."
        action={
          <Button variant="default" onClick={onClear}>
            Clear the filters
          </Button>
        }
      />
    );
  }
  return (
    <EmptyState
      icon={IconInbox}
      title="No events yet"
      description="Every event that is published stands here: with its payload, and where it went. It appears by itself."
      action={
        <Group gap="xs" justify="center">
          <LinkButton link={{ to: "/tester" }} leftSection={<IconSend size={16} />}>
            Send a first event
          </LinkButton>
          <LinkButton link={{ to: "/simulator" }} variant="default">
            Simulate traffic
          </LinkButton>
        </Group>
      }
    />
  );
}
