import type { Receiver } from "@callcall/webhooks/client";
import { Alert, Button, Card, Group, Text, Title } from "@mantine/core";
import { IconInbox, IconPlugConnected, IconTrash } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { useApiList, useApiMutation, useApiQuery } from "../../api/use-api.ts";
import { LinkButton, TextLink } from "../../attempts/link-button.tsx";
import { endpointLink, testerLink } from "../../attempts/links.ts";
import { confirm } from "../../components/confirm.tsx";
import { CopyButton } from "../../components/copy-button.tsx";
import { EmptyState } from "../../components/empty-state.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { LoadingState } from "../../components/loading-state.tsx";
import { notifyDone, notifyProblem } from "../../components/notify.ts";
import { useLiveRefresh } from "../../live/use-refresh.ts";
import { BehaviourForm } from "./behaviour-form.tsx";
import { RequestRow } from "./received-request.tsx";
import classes from "./simulator.module.css";

interface ReceiverPaneProps {
  readonly receiver: Receiver;
  readonly openRequest: string | undefined;
  readonly onOpen: (requestId: string | undefined) => void;
  readonly onRemoved: () => void;
}

const REFRESH_MS = 1_000;

/** A test receiver: its address, how it answers, and what it got, as it arrives. */
export function ReceiverPane({ receiver, openRequest, onOpen, onRemoved }: ReceiverPaneProps): ReactElement {
  const requests = useApiQuery("receivers.requests", { params: { id: receiver.id } });
  useLiveRefresh(
    (entry) => entry.kind === "receiver.request" && entry.receiver_id === receiver.id,
    () => void requests.refetch(),
    REFRESH_MS,
  );
  const remove = useApiMutation("receivers.delete", { invalidates: ["receivers.list"] });

  async function removeIt(): Promise<void> {
    const sure = await confirm({
      title: `Remove ${receiver.name}?`,
      body: "Its address is a 404 from then on. Endpoints that lead to it stay, and their deliveries fail.",
      action: "Remove the receiver",
      dangerous: true,
    });
    if (sure) remove.mutate({ params: { id: receiver.id } }, { onSuccess: onRemoved, onError: notifyProblem });
  }

  const data = requests.data?.data ?? [];
  return (
    <div className={classes["pane"]}>
      <Card component="section" aria-label="The receiver" className={classes["pane"] ?? ""}>
        <Group justify="space-between">
          <Title order={2}>{receiver.name}</Title>
          <Button
            size="compact-sm"
            variant="subtle"
            color="red"
            leftSection={<IconTrash size={14} />}
            onClick={() => void removeIt()}
          >
            Remove
          </Button>
        </Group>
        <Address receiver={receiver} />
        <BehaviourForm key={receiver.id} receiver={receiver} />
      </Card>
      <Card component="section" aria-labelledby="received-heading">
        <Title order={2} id="received-heading" mb="xs">
          What it got
        </Title>
        {requests.isPending ? (
          <LoadingState label="Loading requests" />
        ) : requests.error !== null ? (
          <ErrorState problem={requests.error} onRetry={() => void requests.refetch()} />
        ) : data.length === 0 ? (
          <EmptyState
            icon={IconInbox}
            title="Nothing yet"
            description="Register the receiver and publish an event, or send to its address with curl: it is shown here at once. Kept in memory alone, the last 100."
            action={<LinkButton link={testerLink({})}>Send a sample</LinkButton>}
          />
        ) : (
          <ul className={classes["requests"]} aria-label="Received requests">
            {data.map((request, index) => (
              <RequestRow
                key={request.id}
                receiverId={receiver.id}
                request={request}
                before={data[index + 1]}
                open={request.id === openRequest}
                onToggle={() => onOpen(request.id === openRequest ? undefined : request.id)}
              />
            ))}
          </ul>
        )}
      </Card>
    </div>
  );
}

/** Where it is, and the endpoint that leads to it: one click where there is none. */
function Address({ receiver: { id, url, name } }: { readonly receiver: Receiver }): ReactElement {
  const { rows } = useApiList("webhooks.list", { query: { limit: 250 } });
  const create = useApiMutation("webhooks.create", { invalidates: ["webhooks.list"] });
  if (url === null) {
    return (
      <Alert color="orange" title="It has no address yet">
        The server does not know where others reach it. Start it with <code>CALLCALL_PUBLIC_URL</code>.
      </Alert>
    );
  }
  const webhook = rows.find((row) => row.url.includes(`/sim/r/${id}`));
  return (
    <Group gap="sm" justify="space-between">
      <Group gap={4} wrap="nowrap">
        <span className={classes["url"]}>{url}</span>
        <CopyButton value={url} label="Copy the address" />
      </Group>
      {webhook === undefined ? (
        <Button
          size="xs"
          leftSection={<IconPlugConnected size={14} />}
          loading={create.isPending}
          onClick={() =>
            create.mutate(
              { body: { url, events: ["*"], description: name } },
              { onSuccess: () => notifyDone("Registered for all events"), onError: notifyProblem },
            )
          }
        >
          Register it as an endpoint
        </Button>
      ) : (
        <Text size="sm" c="dimmed">
          Registered: <TextLink link={endpointLink(webhook.id)}>{subscriptionsOf(webhook.events)}</TextLink>
        </Text>
      )}
    </Group>
  );
}

function subscriptionsOf(events: readonly string[]): string {
  return events.includes("*") ? "all events" : events.join(", ");
}
