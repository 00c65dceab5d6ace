import type { Delivery, DeliveryDetail } from "@callcall/webhooks/client";
import { ActionIcon, Button, Group, Stack, Text } from "@mantine/core";
import { IconBan, IconChevronRight, IconRefresh } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { count } from "../components/format.ts";
import { Id } from "../components/id.tsx";
import { Countdown } from "../components/relative-time.tsx";
import { OutcomeBadge } from "../components/status-badge.tsx";
import classes from "./attempts.module.css";
import { DeliveryBadge } from "./delivery-badge.tsx";
import { TextLink } from "./link-button.tsx";
import { endpointLink } from "./links.ts";
import { useDeliveryActions } from "./use-delivery-actions.ts";
import { useEndpointName } from "./use-endpoint-name.ts";

interface DeliveryHeadProps {
  readonly delivery: Delivery | DeliveryDetail;
  readonly open: boolean;
  readonly onToggle: () => void;
}

/** Where a delivery goes, how it stands, when it is tried next, and what can be done now. */
export function DeliveryHead({ delivery, open, onToggle }: DeliveryHeadProps): ReactElement {
  const { id, webhook_id, status, in_flight, attempt_count, last_outcome, last_response_status } = delivery;
  const { name, url } = useEndpointName(webhook_id);
  const actions = useDeliveryActions();
  const pending = status === "pending";
  const isExpired = "payload_expired" in delivery && delivery.payload_expired;
  return (
    <Stack gap={6} className={classes["deliveryHead"] ?? ""}>
      <Group justify="space-between" gap="xs" wrap="nowrap" align="flex-start">
        <Group gap="xs" wrap="nowrap" align="flex-start" miw={0}>
          <ActionIcon
            size="sm"
            aria-expanded={open}
            aria-label={open ? "Hide the attempts" : "Show the attempts"}
            onClick={onToggle}
          >
            <IconChevronRight size={16} style={{ rotate: open ? "90deg" : "0deg" }} />
          </ActionIcon>
          <div style={{ minWidth: 0 }}>
            <TextLink link={endpointLink(webhook_id)} fw={500} size="sm">
              {name ?? webhook_id}
            </TextLink>
            {url !== null && url !== name && <div className={classes["url"]}>{url}</div>}
          </div>
        </Group>
        <DeliveryBadge status={status} in_flight={in_flight} last_outcome={last_outcome} />
      </Group>
      <Group justify="space-between" gap="xs" ps={30}>
        <Group gap="xs">
          {!in_flight && last_outcome !== null && status !== "succeeded" && (
            <OutcomeBadge outcome={last_outcome} httpStatus={last_response_status} />
          )}
          <Text size="xs" c="dimmed" component="span">
            {count(attempt_count)} {attempt_count === 1 ? "attempt" : "attempts"}
            <NextAttempt delivery={delivery} />
            {delivery.cancelled_reason !== null && ` · ${cancelledBecause(delivery.cancelled_reason)}`}
          </Text>
          <Text size="xs" c="dimmed" component="span">
            <Id id={id} />
          </Text>
        </Group>
        {actions.allowed && (
          <Group gap="xs">
            {pending && (
              <Button
                size="compact-sm"
                variant="subtle"
                color="gray"
                leftSection={<IconBan size={14} />}
                disabled={actions.busy}
                onClick={() => actions.cancel(id)}
              >
                Cancel
              </Button>
            )}
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<IconRefresh size={14} />}
              // Its bytes are gone: what the server would answer is known.
              disabled={actions.busy || in_flight || isExpired}
              onClick={() => actions.retry(id)}
            >
              {pending ? "Retry now" : "Send again"}
            </Button>
          </Group>
        )}
      </Group>
    </Stack>
  );
}

function NextAttempt({ delivery }: { readonly delivery: Delivery }): ReactElement | null {
  const { status, in_flight, next_attempt_at } = delivery;
  if (status !== "pending" || in_flight) return null;
  if (next_attempt_at === null) return <> · waits for its turn</>;
  return (
    <>
      {" · next "}
      <Countdown to={next_attempt_at} />
    </>
  );
}

/** The reasons that the server gives. One that is newer than this page is shown as it is. */
function cancelledBecause(reason: string): string {
  if (reason === "by_hand") return "cancelled by hand";
  if (reason === "webhook_deleted") return "cancelled because its endpoint was removed";
  return `cancelled: ${reason}`;
}
