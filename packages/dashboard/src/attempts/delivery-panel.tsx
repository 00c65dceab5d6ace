import type { Delivery, DeliveryDetail } from "@callcall/webhooks/client";
import { Accordion, Group, Skeleton, Stack, Text } from "@mantine/core";
import { type ReactElement, useState } from "react";
import { useApiQuery } from "../api/use-api.ts";
import { ErrorState } from "../components/error-state.tsx";
import { milliseconds } from "../components/format.ts";
import { RelativeTime } from "../components/relative-time.tsx";
import { OutcomeBadge } from "../components/status-badge.tsx";
import { useLiveRefresh } from "../live/use-refresh.ts";
import { AttemptDetail } from "./attempt-detail.tsx";
import classes from "./attempts.module.css";
import { DeliveryHead } from "./delivery-head.tsx";
import { ExpiredPayload } from "./expired-payload.tsx";
import { TimeLine } from "./time-line-chart.tsx";

/** So often at most an open delivery asks again, while its attempts come and go. */
const REFRESH_MS = 300;

interface DeliveryPanelProps {
  readonly deliveryId: string;
  /** What a list knows of it already. */
  readonly known?: Delivery;
  /** Whether the attempts are shown at first. */
  readonly open?: boolean;
  /** The attempt that is looked at first; by default the last. */
  readonly attempt?: number;
}

/** One event owed to one endpoint: its state, its time line, and every attempt with all that is known of it. */
export function DeliveryPanel({ deliveryId, known, open = true, attempt }: DeliveryPanelProps): ReactElement {
  const [shown, setShown] = useState(open);
  const query = useApiQuery("deliveries.get", { params: { id: deliveryId } }, { enabled: shown });
  useLiveRefresh(
    ({ delivery_id }) => delivery_id === deliveryId,
    () => void query.refetch(),
    REFRESH_MS,
  );
  const delivery = query.data ?? known;
  return (
    <article className={classes["delivery"]} aria-label={`Delivery ${deliveryId}`}>
      {delivery === undefined ? (
        query.error === null && <Skeleton h={72} m="sm" />
      ) : (
        <DeliveryHead delivery={delivery} open={shown} onToggle={() => setShown((before) => !before)} />
      )}
      {query.error !== null && query.data === undefined && (
        <ErrorState problem={query.error} onRetry={() => void query.refetch()} />
      )}
      {shown && query.data !== undefined && (
        <Attempts delivery={query.data} {...(attempt === undefined ? {} : { first: attempt })} />
      )}
      {shown && query.data === undefined && query.error === null && <Skeleton h={120} m="sm" />}
    </article>
  );
}

function Attempts({ delivery, first }: { readonly delivery: DeliveryDetail; readonly first?: number }): ReactElement {
  // Until somebody picks one, the newest is open: also the one that has just begun.
  const [picked, setPicked] = useState<number | null | undefined>(first);
  const { attempts, event_id, id, webhook_id } = delivery;
  const chosen = picked === undefined ? (attempts.at(-1)?.attempt ?? null) : picked;
  return (
    <Stack gap="xs" px="sm" pb="sm">
      {delivery.payload_expired && <ExpiredPayload />}
      <TimeLine delivery={delivery} chosen={chosen} onChoose={setPicked} />
      {attempts.length === 0 && (
        <Text size="sm" c="dimmed">
          Not sent yet: it waits for its turn.
        </Text>
      )}
      <Accordion
        variant="separated"
        chevronPosition="left"
        value={chosen === null ? null : String(chosen)}
        onChange={(value) => setPicked(value === null ? null : Number(value))}
      >
        {attempts.toReversed().map((attempt) => (
          <Accordion.Item key={attempt.id} value={String(attempt.attempt)}>
            <Accordion.Control>
              <Group className={classes["attempt"] ?? ""}>
                <span className={classes["attemptNumber"]}>Attempt {attempt.attempt}</span>
                <OutcomeBadge outcome={attempt.outcome} httpStatus={attempt.response?.status ?? null} />
                <span className={classes["quiet"]}>
                  {attempt.timings_ms !== null && `${milliseconds(attempt.timings_ms.total)} · `}
                  <RelativeTime at={attempt.started_at} />
                </span>
              </Group>
            </Accordion.Control>
            <Accordion.Panel>
              {String(chosen) === String(attempt.attempt) && (
                <AttemptDetail
                  attempt={attempt}
                  place={{ eventId: event_id, deliveryId: id, webhookId: webhook_id }}
                  expired={delivery.payload_expired}
                />
              )}
            </Accordion.Panel>
          </Accordion.Item>
        ))}
      </Accordion>
    </Stack>
  );
}
