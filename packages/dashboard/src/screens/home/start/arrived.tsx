import type { EventAccepted, ReceivedRequest } from "@callcall/webhooks/client";
import { Group, Loader, Stack, Text, Title } from "@mantine/core";
import { type ReactElement, useEffect } from "react";
import type { ApiProblem } from "../../../api/problem.ts";
import { useApiQuery } from "../../../api/use-api.ts";
import { LinkButton } from "../../../attempts/link-button.tsx";
import { eventLink } from "../../../attempts/links.ts";
import { shortTime } from "../../../components/format.ts";
import { CodeBlock } from "../../../components/json/code-block.tsx";
import { ToneBadge } from "../../../components/status-badge.tsx";
import { useLiveRefresh } from "../../../live/use-refresh.ts";
import classes from "../home.module.css";

interface ArrivedProps {
  readonly receiverId: string;
  /** What was published here. */
  readonly events: readonly EventAccepted[];
  readonly onError: (problem: ApiProblem) => void;
}

const REFRESH_MS = 200;

/** The event at its receiver, the moment it is there. */
export function Arrived({ receiverId, events, onError }: ArrivedProps): ReactElement {
  // The stream tells of it; asking now and then is for a browser whose stream is held up.
  const got = useApiQuery("receivers.requests", { params: { id: receiverId } }, { refetchInterval: 2_000 });
  useLiveRefresh(
    ({ kind, receiver_id }) => kind === "receiver.request" && receiver_id === receiverId,
    () => void got.refetch(),
    REFRESH_MS,
  );
  const { error } = got;
  useEffect(() => {
    if (error !== null) onError(error);
  }, [error, onError]);
  const ids = new Set(events.map(({ id }) => id));
  const newest = got.data?.data.find(({ event_id }) => event_id !== null && ids.has(event_id));
  return (
    <section className={classes["arrived"]} aria-live="polite" aria-label="What the receiver got">
      {newest === undefined ? (
        <Group gap="sm">
          <Loader size="xs" />
          <Text size="sm">Published. On its way to the receiver …</Text>
        </Group>
      ) : (
        <Shown request={newest} />
      )}
    </section>
  );
}

const HEADERS = ["x-callcall-signature", "x-callcall-timestamp", "webhook-id", "content-type"] as const;

function Shown({ request }: { readonly request: ReceivedRequest }): ReactElement {
  const { at, body, event_id: eventId, signature, headers, answered } = request;
  const shown = HEADERS.flatMap((name) => (headers[name] === undefined ? [] : [`${name}: ${headers[name]}`]));
  return (
    <Stack gap="sm">
      <Group justify="space-between" gap="xs">
        <Title order={2}>It arrived</Title>
        <Group gap="xs">
          {signature?.valid === true && <ToneBadge tone="ok">Signature verified</ToneBadge>}
          {signature?.valid === false && <ToneBadge tone="bad">Signature does not verify</ToneBadge>}
          <ToneBadge tone={answered.status === 200 ? "ok" : "warn"}>answered {answered.status ?? "nothing"}</ToneBadge>
        </Group>
      </Group>
      <Text size="sm" c="dimmed">
        At {shortTime(Date.parse(at))} the receiver got this body, byte for byte what was signed, and checked it with
        the endpoint's secret.
      </Text>
      <CodeBlock text={body} language="json" label="Body" wrap />
      <CodeBlock text={shown.join("\n")} label="Headers" wrap />
      {eventId !== null && (
        <Group>
          <LinkButton link={eventLink(eventId)} variant="default" size="xs">
            Follow this event
          </LinkButton>
        </Group>
      )}
    </Stack>
  );
}
