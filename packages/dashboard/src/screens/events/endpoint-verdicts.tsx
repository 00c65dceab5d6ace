import type { Explanation, ExplanationVerdict } from "@callcall/webhooks/client";
import { Button, Group, Skeleton, Stack, Text } from "@mantine/core";
import { IconRoute } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { useApiQuery } from "../../api/use-api.ts";
import attempts from "../../attempts/attempts.module.css";
import { LinkButton, TextLink } from "../../attempts/link-button.tsx";
import { deliveryLink, endpointLink } from "../../attempts/links.ts";
import { useDeliveryActions } from "../../attempts/use-delivery-actions.ts";
import { EmptyState } from "../../components/empty-state.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { fullTime } from "../../components/format.ts";
import { ToneBadge } from "../../components/status-badge.tsx";
import type { Tone } from "../../components/tone.ts";
import { useLiveRefresh } from "../../live/use-refresh.ts";
import classes from "./events.module.css";

type Step = "look" | "hasten" | "retry" | "replay" | "edit" | "enable" | "none";

/** What each verdict is called, and what can be done about it from here. */
const VERDICTS: Readonly<
  Record<ExplanationVerdict, { readonly label: string; readonly tone: Tone; readonly step: Step }>
> = {
  delivered: { label: "Got it", tone: "ok", step: "look" },
  pending: { label: "On its way", tone: "busy", step: "hasten" },
  failed: { label: "Failed", tone: "bad", step: "retry" },
  cancelled: { label: "Cancelled", tone: "calm", step: "retry" },
  not_subscribed: { label: "Not subscribed", tone: "calm", step: "edit" },
  filtered_out: { label: "Filtered out", tone: "calm", step: "edit" },
  filter_failed: { label: "Filter failed", tone: "warn", step: "edit" },
  payload_expired: { label: "Payload expired", tone: "calm", step: "none" },
  registered_later: { label: "Registered later", tone: "calm", step: "replay" },
  disabled: { label: "Was disabled", tone: "warn", step: "enable" },
  changed_since: { label: "Changed since", tone: "calm", step: "replay" },
  removed: { label: "Removed", tone: "calm", step: "none" },
};

const REFRESH_MS = 1_000;

/** "Why did this endpoint not get it?": every endpoint of the account, the reason, and the button that helps. */
export function EndpointVerdicts({ eventId }: { readonly eventId: string }): ReactElement {
  const query = useApiQuery("events.explain", { params: { id: eventId } });
  useLiveRefresh(
    ({ kind, event_id }) => kind === "webhook.changed" || (event_id === eventId && kind !== "attempt.started"),
    () => void query.refetch(),
    REFRESH_MS,
  );
  if (query.isPending) return <Skeleton h={160} role="status" aria-label="Loading the endpoints" />;
  if (query.error !== null && query.data === undefined) {
    return <ErrorState problem={query.error} onRetry={() => void query.refetch()} />;
  }
  const { data } = query.data ?? { data: [] };
  if (data.length === 0) {
    return (
      <EmptyState
        icon={IconRoute}
        title="There are no endpoints"
        description="Nobody can get an event before an endpoint is registered for it."
        action={<LinkButton link={{ to: "/endpoints/new" }}>Add an endpoint</LinkButton>}
      />
    );
  }
  return (
    <ul
      className={`${attempts["delivery"]} ${classes["verdicts"]}`}
      aria-label="Endpoints and why they did or did not get the event"
    >
      {data.map((explanation) => (
        <Verdict key={explanation.webhook_id} eventId={eventId} explanation={explanation} />
      ))}
    </ul>
  );
}

function Verdict({
  eventId,
  explanation,
}: {
  readonly eventId: string;
  readonly explanation: Explanation;
}): ReactElement {
  const { webhook_id, url, description, verdict, message, hint, webhook_status, delivery } = explanation;
  const retrying = verdict === "pending" && delivery !== null && delivery.last_outcome !== null;
  const { label, tone } = retrying ? ({ label: "Retrying", tone: "warn" } as const) : VERDICTS[verdict];
  const removed = webhook_status === "removed";
  const name = description === "" ? url : description;
  return (
    <li className={classes["verdict"]}>
      <Group justify="space-between" gap="xs" wrap="nowrap" align="flex-start">
        <div style={{ minWidth: 0 }}>
          {removed ? (
            <Text size="sm" fw={500}>
              {name}
            </Text>
          ) : (
            <TextLink link={endpointLink(webhook_id)} fw={500} size="sm">
              {name}
            </TextLink>
          )}
          {description !== "" && <div className={attempts["url"]}>{url}</div>}
        </div>
        <ToneBadge tone={tone}>{label}</ToneBadge>
      </Group>
      <Group justify="space-between" gap="xs">
        <Stack gap={2} flex={1} miw={200}>
          <Text size="sm">{withLocalTimes(message)}</Text>
          {hint !== null && (
            <Text size="sm" c="dimmed">
              {hint}
            </Text>
          )}
        </Stack>
        <VerdictStep eventId={eventId} explanation={explanation} />
      </Group>
    </li>
  );
}

/** The API writes instants for machines. */
function withLocalTimes(message: string): string {
  return message.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, (instant) => fullTime(Date.parse(instant)));
}

function VerdictStep({
  eventId,
  explanation,
}: {
  readonly eventId: string;
  readonly explanation: Explanation;
}): ReactElement | null {
  const { webhook_id, verdict, delivery, webhook_status } = explanation;
  const actions = useDeliveryActions();
  const { step } = VERDICTS[verdict];
  const look = { size: "compact-sm", variant: "default" } as const;
  const replay = actions.allowed && webhook_status === "enabled" && (
    <Button {...look} disabled={actions.busy} onClick={() => actions.replay(eventId, webhook_id)}>
      Send it now
    </Button>
  );
  switch (step) {
    case "look":
      return delivery === null ? null : (
        <LinkButton {...look} link={deliveryLink(delivery.id)}>
          See the delivery
        </LinkButton>
      );
    case "hasten":
    case "retry":
      return (
        <Group gap="xs">
          {delivery !== null && (
            <LinkButton {...look} link={deliveryLink(delivery.id)}>
              See the delivery
            </LinkButton>
          )}
          {delivery !== null && actions.allowed && webhook_status !== "removed" && (
            <Button {...look} disabled={actions.busy || delivery.in_flight} onClick={() => actions.retry(delivery.id)}>
              {step === "hasten" ? "Retry now" : "Send again"}
            </Button>
          )}
        </Group>
      );
    case "edit":
      return (
        <Group gap="xs">
          <LinkButton {...look} link={endpointLink(webhook_id)}>
            Change the endpoint
          </LinkButton>
          {replay}
        </Group>
      );
    case "enable":
      return (
        <Group gap="xs">
          {webhook_status === "disabled" && (
            <LinkButton {...look} link={endpointLink(webhook_id)}>
              Go and enable it
            </LinkButton>
          )}
          {replay}
        </Group>
      );
    case "replay":
      return <>{replay}</>;
    case "none":
      return null;
  }
}
