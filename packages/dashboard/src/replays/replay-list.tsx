import type { Replay } from "@callcall/webhooks/client";
import { Card, Group, Stack, Table, Text, Title } from "@mantine/core";
import { IconArrowBackUp } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { queryKeyOf, useApiList } from "../api/use-api.ts";
import { EmptyState } from "../components/empty-state.tsx";
import { ErrorState } from "../components/error-state.tsx";
import { count } from "../components/format.ts";
import { LoadingState } from "../components/loading-state.tsx";
import { MoreButton } from "../components/more-button.tsx";
import { RelativeTime } from "../components/relative-time.tsx";
import { ToneBadge } from "../components/status-badge.tsx";
import { useLiveRefresh } from "../live/use-refresh.ts";
import { ReplayButton } from "./replay-button.tsx";
import { RunningReplay } from "./running-replay.tsx";
import { FAILURES, SELECTIONS, STATUSES } from "./words.ts";

const REFRESH_MS = 1_000;

/** The replays of an endpoint: the one that runs, as it goes on, and those before. */
export function ReplayList({ webhookId }: { readonly webhookId: string }): ReactElement {
  const cache = useQueryClient();
  const list = useApiList("replays.list", { params: { id: webhookId }, query: { limit: 25 } });
  useLiveRefresh(
    ({ kind, webhook_id }) => kind.startsWith("replay.") && webhook_id === webhookId,
    () => {
      void cache.invalidateQueries({ queryKey: queryKeyOf("replays.list") });
      void cache.invalidateQueries({ queryKey: queryKeyOf("replays.get") });
    },
    REFRESH_MS,
  );
  const { query, rows } = list;
  if (query.isPending) return <LoadingState label="Loading the replays" />;
  if (query.error !== null && rows.length === 0) {
    return <ErrorState problem={query.error} onRetry={() => void query.refetch()} />;
  }
  const start = <ReplayButton webhookId={webhookId} which="missing" label="Replay events…" />;
  const running = rows.find(({ status }) => status === "running");
  const earlier = rows.filter(({ status }) => status !== "running");
  if (rows.length === 0) {
    return (
      <EmptyState
        icon={IconArrowBackUp}
        title="Nothing was replayed here yet"
        description="Send what failed, or what it never got, again: after an outage, or to an endpoint that was registered late."
        action={start}
      />
    );
  }
  return (
    <Stack gap="md">
      {running === undefined ? <Group justify="flex-end">{start}</Group> : <RunningReplay replay={running} />}
      {earlier.length > 0 && <Earlier replays={earlier} />}
      <MoreButton list={list} />
    </Stack>
  );
}

function Earlier({ replays }: { readonly replays: readonly Replay[] }): ReactElement {
  return (
    <Card component="section" aria-labelledby="earlier-replays">
      <Title order={2} id="earlier-replays" mb="xs">
        Earlier replays
      </Title>
      <Table.ScrollContainer minWidth={560}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Started</Table.Th>
              <Table.Th>Events</Table.Th>
              <Table.Th>Since</Table.Th>
              <Table.Th>Sent on</Table.Th>
              <Table.Th>Skipped</Table.Th>
              <Table.Th>Ended as</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {replays.map((replay) => (
              <EarlierRow key={replay.id} replay={replay} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Card>
  );
}

function EarlierRow({ replay }: { readonly replay: Replay }): ReactElement {
  const { which, types, status, failure, replayed, total, skipped, created_at, since } = replay;
  return (
    <Table.Tr>
      <Table.Td>
        <RelativeTime at={created_at} />
      </Table.Td>
      <Table.Td>
        {SELECTIONS[which].label}
        {types !== null && (
          <Text size="xs" c="dimmed">
            {types.join(", ")}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        <RelativeTime at={since} />
      </Table.Td>
      <Table.Td>
        {count(replayed)}
        {status !== "completed" && ` of ${count(total)}`}
      </Table.Td>
      <Table.Td>{count(skipped)}</Table.Td>
      <Table.Td>
        <ToneBadge tone={STATUSES[status].tone}>{STATUSES[status].label}</ToneBadge>
        {failure !== null && (
          <Text size="xs" c="dimmed">
            {FAILURES[failure]}
          </Text>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
