import type { ServerInfo } from "@callcall/webhooks/client";
import { Card, Stack, Text, Title } from "@mantine/core";
import type { ReactElement } from "react";
import { bytes, count, duration } from "../../components/format.ts";
import { type KeyValue, KeyValues } from "../../components/key-values.tsx";
import { RelativeTime } from "../../components/relative-time.tsx";

type Retention = ServerInfo["retention"];

/** How long things are kept; and for the operator, where their removal stands. */
export function RetentionCard({ retention }: { readonly retention: Retention }): ReactElement {
  const { events_seconds, payloads_seconds, audit_seconds, progress } = retention;
  return (
    <Card padding="lg">
      <Title order={2} mb={4}>
        Retention
      </Title>
      <Text size="sm" c="dimmed" mb="md">
        What is still owed to an endpoint is kept until it is delivered, failed or cancelled, however old it is.
      </Text>
      <Stack gap="md">
        <KeyValues
          items={[
            { key: "Events", value: kept(events_seconds, "For ever") },
            { key: "Payloads", value: kept(payloads_seconds, "As long as the event") },
            { key: "Audit log", value: kept(audit_seconds, "For ever") },
            ...(progress === null ? [] : progressItems(progress)),
          ]}
        />
      </Stack>
    </Card>
  );
}

function kept(seconds: number | null, forEver: string): string {
  return seconds === null ? forEver : duration(seconds * 1_000);
}

function progressItems(progress: NonNullable<Retention["progress"]>): readonly KeyValue[] {
  const { sweeping, swept_at, oldest_event_at, held_events, database_bytes, free_bytes, shrinks } = progress;
  return [
    { key: "Last removal", value: sweeping ? "At work now" : <RelativeTime at={swept_at} /> },
    { key: "Removed since the start", value: `${count(progress.removed_events)} events` },
    { key: "Oldest event", value: oldest_event_at === null ? "None" : <RelativeTime at={oldest_event_at} /> },
    ...(held_events === 0 ? [] : [{ key: "Older, and still owed", value: `${count(held_events)} events` }]),
    ...(database_bytes === null || free_bytes === null
      ? []
      : [
          {
            key: "Database",
            value: `${bytes(database_bytes)}, of which ${bytes(free_bytes)} are free${shrinks === false ? "; callcall compact makes it smaller" : ""}`,
          },
        ]),
  ];
}
