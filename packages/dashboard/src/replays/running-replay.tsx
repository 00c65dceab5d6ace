import type { Replay } from "@callcall/webhooks/client";
import { Button, Card, Group, Progress, Text, Title } from "@mantine/core";
import { IconPlayerStop } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { useApiMutation, useApiQuery } from "../api/use-api.ts";
import { confirm } from "../components/confirm.tsx";
import { count } from "../components/format.ts";
import { type KeyValue, KeyValues } from "../components/key-values.tsx";
import { notifyDone, notifyProblem } from "../components/notify.ts";
import { RelativeTime } from "../components/relative-time.tsx";
import { ToneBadge } from "../components/status-badge.tsx";
import { useNow } from "../components/use-now.ts";
import { useMay } from "../session/session.ts";
import { paceOf, progressOf, SELECTIONS, STATUSES, shareOf } from "./words.ts";

/** How far it is and what became of what it sent. It waits without the stream telling, so it asks as well. */
const POLL_MS = 3_000;

export function RunningReplay({ replay }: { readonly replay: Replay }): ReactElement {
  const now = useNow();
  const mayCancel = useMay("events:write");
  const detail = useApiQuery("replays.get", { params: { id: replay.id } }, { refetchInterval: POLL_MS });
  const cancelling = useApiMutation("replays.cancel", {
    invalidates: ["replays.list", "replays.get"],
    onSuccess: () => notifyDone("The replay is cancelled"),
  });
  const current = detail.data ?? replay;
  const cancel = async (): Promise<void> => {
    const sure = await confirm({
      title: "Cancel this replay?",
      body: "No more events are sent. What is in the endpoint's queue already is delivered. A new replay finds what is left.",
      action: "Cancel the replay",
    });
    if (sure) cancelling.mutate({ params: { id: replay.id } }, { onError: notifyProblem });
  };
  const { deliveries } = detail.data ?? {};
  const items: readonly (KeyValue | false)[] = [
    { key: "Events", value: SELECTIONS[current.which].label },
    current.types !== null && { key: "Types", value: current.types.join(", ") },
    { key: "Published since", value: <RelativeTime at={current.since} /> },
    current.skipped > 0 && { key: "Skipped", value: `${count(current.skipped)}, on their way already` },
    deliveries !== undefined && {
      key: "Of those sent on",
      value: `${count(deliveries.succeeded)} delivered, ${count(deliveries.pending)} pending, ${count(deliveries.failed)} failed`,
    },
  ];
  return (
    <Card component="section" aria-labelledby="running-replay">
      <Group justify="space-between" mb="sm">
        <Group gap="xs">
          <Title order={2} id="running-replay">
            Under way
          </Title>
          <ToneBadge tone={STATUSES[current.status].tone}>{STATUSES[current.status].label}</ToneBadge>
        </Group>
        {mayCancel && current.status === "running" && (
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconPlayerStop size={14} />}
            loading={cancelling.isPending}
            onClick={() => void cancel()}
          >
            Cancel…
          </Button>
        )}
      </Group>
      <Progress value={shareOf(current) * 100} aria-label="How much of the replay is done" />
      <Text size="sm" mt="xs" aria-live="polite">
        {progressOf(current)}
      </Text>
      <Text size="sm" c="dimmed" mb="sm">
        {paceOf(current, now)}
      </Text>
      <KeyValues items={items.filter((item) => item !== false)} />
    </Card>
  );
}
