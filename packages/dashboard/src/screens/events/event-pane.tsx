import type { Event } from "@callcall/webhooks/client";
import { ActionIcon, Badge, Group, Skeleton, Stack, Tabs, Text, Title } from "@mantine/core";
import { IconAlertTriangle, IconExternalLink, IconSend, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactElement, useState } from "react";
import { type AnswerOf, api } from "../../api/client.ts";
import type { ApiProblem } from "../../api/problem.ts";
import { queryKeyOf } from "../../api/use-api.ts";
import { ExpiredPayload } from "../../attempts/expired-payload.tsx";
import { LinkButton } from "../../attempts/link-button.tsx";
import { testerLink } from "../../attempts/links.ts";
import { ErrorState } from "../../components/error-state.tsx";
import { bytes, fullTime } from "../../components/format.ts";
import { Id } from "../../components/id.tsx";
import { dataText, utf8Bytes } from "../../components/json/data-span.ts";
import { JsonView } from "../../components/json/json-view.tsx";
import { Notice } from "../../components/notice.tsx";
import { ToneBadge } from "../../components/status-badge.tsx";
import { useLiveRefresh } from "../../live/use-refresh.ts";
import { useMay } from "../../session/session.ts";
import { EndpointVerdicts } from "./endpoint-verdicts.tsx";
import { EventDeliveries } from "./event-deliveries.tsx";
import { eventState } from "./event-state.ts";
import { ReplayMenu } from "./replay-menu.tsx";
import type { DetailTab } from "./search.ts";

interface EventPaneProps {
  readonly eventId: string;
  readonly tab: DetailTab | undefined;
  readonly onTab: (tab: DetailTab) => void;
  /** Beside a list; on its own page there is none. */
  readonly onClose?: () => void;
}

/** The counts change with every delivery that ends; the payload never does, and is not asked for more often. */
const REFRESH_MS = 1_000;

/** One event: its payload, every delivery, and why each endpoint did or did not get it. */
export function EventPane({ eventId, tab, onTab, onClose }: EventPaneProps): ReactElement {
  const query = useEvent(eventId);
  useLiveRefresh(
    ({ kind, event_id }) => event_id === eventId && kind !== "attempt.started",
    () => void query.refetch(),
    REFRESH_MS,
  );
  if (query.error !== null && query.data === undefined) {
    return <ErrorState problem={query.error} onRetry={() => void query.refetch()} />;
  }
  if (query.data === undefined) {
    return (
      <Stack gap="sm" role="status" aria-label="Loading the event">
        <Skeleton h={28} w="60%" />
        <Skeleton h={18} w="40%" />
        <Skeleton h={220} mt="sm" />
      </Stack>
    );
  }
  return <LoadedEvent event={query.data.value} text={query.data.text} tab={tab} onTab={onTab} onClose={onClose} />;
}

interface LoadedEventProps extends Pick<EventPaneProps, "tab" | "onTab"> {
  readonly event: Event;
  readonly text: string;
  readonly onClose: (() => void) | undefined;
}

function LoadedEvent({ event, text, tab, onTab, onClose }: LoadedEventProps): ReactElement {
  const owed = Object.values(event.deliveries).reduce((sum, number) => sum + number, 0);
  // Where it began it stays: a replay must not pull the table away from whoever asked for it.
  const [first] = useState<DetailTab>(owed === 0 ? "endpoints" : "deliveries");
  const shown = tab ?? first;
  return (
    <Stack gap="sm">
      <EventHead event={event} onClose={onClose} />
      <Tabs value={shown} onChange={(value) => value !== null && onTab(value as DetailTab)} keepMounted={false}>
        <Tabs.List mb="sm">
          <Tabs.Tab
            value="deliveries"
            rightSection={
              <Badge size="sm" color="gray">
                {owed}
              </Badge>
            }
          >
            Deliveries
          </Tabs.Tab>
          <Tabs.Tab
            value="payload"
            rightSection={
              event.warnings.length > 0 ? <IconAlertTriangle size={14} color="var(--cc-warn-mark)" /> : null
            }
          >
            Payload
          </Tabs.Tab>
          <Tabs.Tab value="endpoints">Who got it, and why</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="deliveries">
          <EventDeliveries eventId={event.id} onExplain={() => onTab("endpoints")} />
        </Tabs.Panel>
        <Tabs.Panel value="payload">
          <Payload event={event} text={text} />
        </Tabs.Panel>
        <Tabs.Panel value="endpoints">
          <EndpointVerdicts eventId={event.id} />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  );
}

function useEvent(eventId: string) {
  const request = { params: { id: eventId } };
  return useQuery<AnswerOf<"events.get">, ApiProblem>({
    queryKey: [...queryKeyOf("events.get", request), "text"],
    queryFn: ({ signal }) => api.text("events.get", { ...request, signal }),
  });
}

interface EventHeadProps {
  readonly event: Event;
  readonly onClose: (() => void) | undefined;
}

function EventHead({ event, onClose }: EventHeadProps): ReactElement {
  const { tone, label } = eventState(event.deliveries);
  const maySend = useMay("events:write");
  return (
    <div>
      <Group justify="space-between" wrap="nowrap" align="flex-start" gap="xs">
        <Group gap="xs" miw={0}>
          <Title order={onClose === undefined ? 1 : 2} style={{ overflowWrap: "anywhere" }}>
            {event.type}
          </Title>
          <ToneBadge tone={tone}>{label}</ToneBadge>
        </Group>
        {onClose !== undefined && (
          <Group gap={4} wrap="nowrap">
            <ActionIcon
              renderRoot={(props) => <Link to="/events/$eventId" params={{ eventId: event.id }} {...props} />}
              aria-label="Open on a page of its own"
            >
              <IconExternalLink size={16} />
            </ActionIcon>
            <ActionIcon aria-label="Close the event" onClick={onClose}>
              <IconX size={16} />
            </ActionIcon>
          </Group>
        )}
      </Group>
      <Group justify="space-between" gap="xs" mt={2}>
        <Text size="xs" c="dimmed" component="div">
          <Id id={event.id} whole /> · <time dateTime={event.created}>{fullTime(Date.parse(event.created))}</time>
          {event.trace_id !== null && (
            <div>
              Trace <Id id={event.trace_id} whole />
            </div>
          )}
        </Text>
        {maySend && !event.payload_expired && (
          <Group gap="xs">
            <ReplayMenu eventId={event.id} />
            <LinkButton
              size="compact-sm"
              variant="default"
              link={testerLink({ eventId: event.id })}
              leftSection={<IconSend size={14} />}
            >
              Edit and resend
            </LinkButton>
          </Group>
        )}
      </Group>
    </div>
  );
}

function Payload({ event, text }: { readonly event: Event; readonly text: string }): ReactElement {
  if (event.payload_expired) return <ExpiredPayload />;
  const data = dataText(text) ?? "null";
  // Pointers name parts of the event; here its data stand alone.
  const warnings = event.warnings.map(({ pointer, detail }) => ({ pointer: pointer.replace(/^\/data/, ""), detail }));
  return (
    <Stack gap="sm">
      {event.warnings.length > 0 && (
        <Notice tone="warn" title="It departs from its schema">
          {event.warnings.map(({ pointer, detail }) => (
            <p key={pointer + detail}>
              <code>{pointer}</code> {detail}
            </p>
          ))}
          <p>It was accepted and delivered all the same: the type is set to warn.</p>
        </Notice>
      )}
      <Text size="xs" c="dimmed">
        {bytes(utf8Bytes(data))}, as it was published: consumers get these very bytes as <code>data</code>.
      </Text>
      <JsonView text={data} label="Payload" warnings={warnings} maxHeight="36rem" />
    </Stack>
  );
}
