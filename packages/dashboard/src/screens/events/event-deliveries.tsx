import { Button, Skeleton, Stack, Text } from "@mantine/core";
import { IconRouteOff } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { useApiList } from "../../api/use-api.ts";
import { DeliveryPanel } from "../../attempts/delivery-panel.tsx";
import { EmptyState } from "../../components/empty-state.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { useLiveRefresh } from "../../live/use-refresh.ts";

interface EventDeliveriesProps {
  readonly eventId: string;
  /** To the table of all endpoints. */
  readonly onExplain?: () => void;
}

const REFRESH_MS = 1_000;
/** So many are shown with their attempts; more would be a request each. */
const OPEN_AT_FIRST = 3;

/** Every endpoint that is owed the event: what failed first, each with its time line. */
export function EventDeliveries({ eventId, onExplain }: EventDeliveriesProps): ReactElement {
  const list = useApiList("events.deliveries", { params: { id: eventId }, query: { limit: 50 } });
  const { query, rows } = list;
  useLiveRefresh(
    ({ kind, event_id }) => event_id === eventId && kind !== "attempt.started",
    () => void query.refetch(),
    REFRESH_MS,
  );
  if (query.isPending) return <Skeleton h={160} role="status" aria-label="Loading the deliveries" />;
  if (query.error !== null && rows.length === 0) {
    return <ErrorState problem={query.error} onRetry={() => void query.refetch()} />;
  }
  if (rows.length === 0) {
    return (
      <EmptyState
        icon={IconRouteOff}
        title="No endpoint is owed this event"
        description="No endpoint was subscribed to it when it was accepted. It is stored all the same, and can be sent to any."
        action={
          onExplain !== undefined && (
            <Button variant="default" onClick={onExplain}>
              Why did nobody get it?
            </Button>
          )
        }
      />
    );
  }
  return (
    <Stack gap="sm">
      {rows.map((delivery, index) => (
        <DeliveryPanel key={delivery.id} deliveryId={delivery.id} known={delivery} open={index < OPEN_AT_FIRST} />
      ))}
      {query.hasNextPage && (
        <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          More deliveries
        </Button>
      )}
      {onExplain !== undefined && (
        <Text size="sm" c="dimmed">
          An endpoint is missing here?{" "}
          <Button size="compact-sm" variant="subtle" onClick={onExplain}>
            See why it did not get the event
          </Button>
        </Text>
      )}
    </Stack>
  );
}
