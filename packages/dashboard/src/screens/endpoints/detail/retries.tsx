import type { Webhook } from "@callcall/webhooks/client";
import { Button, Card, Group, Table, Text, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { duration } from "../../../components/format.ts";
import { ToneBadge } from "../../../components/status-badge.tsx";
import { useMay } from "../../../session/session.ts";
import classes from "../endpoints.module.css";
import { retriesOf } from "../model/timeline.ts";
import { RetryTimeline } from "../retries/retry-timeline.tsx";

/** When a failed delivery is tried again, drawn and in figures. */
export function Retries({ webhook }: { readonly webhook: Webhook }): ReactElement {
  const { schedule_seconds } = webhook.retry_policy;
  const mayWrite = useMay("webhooks:write");
  return (
    <Card>
      <Group justify="space-between" mb="xs">
        <Title order={2}>Retry schedule</Title>
        {mayWrite && (
          <Button
            size="xs"
            variant="default"
            renderRoot={(props) => (
              <Link
                to="/endpoints/$webhookId"
                params={{ webhookId: webhook.id }}
                search={{ tab: "settings" }}
                {...props}
              />
            )}
          >
            Change it
          </Button>
        )}
      </Group>
      <Text size="sm" c="dimmed" mb="md">
        Counted from the first attempt, if every one fails at once. Each wait is 0 to 20 % longer than planned, so that
        many retries do not come in the same moment: a mark is the earliest instant, the band behind it the rest. A
        Retry-After of the consumer moves a retry further out, never closer.
      </Text>
      <RetryTimeline seconds={schedule_seconds} />
      {schedule_seconds.length > 0 && <RetryTable seconds={schedule_seconds} />}
    </Card>
  );
}

function RetryTable({ seconds }: { readonly seconds: readonly number[] }): ReactElement {
  return (
    <section className={classes["tableScroll"]} aria-label="Retries in figures" tabIndex={0}>
      <Table horizontalSpacing="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Retry</Table.Th>
            <Table.Th>Wait</Table.Th>
            <Table.Th>Earliest</Table.Th>
            <Table.Th>Latest</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {retriesOf(seconds).map(({ number, waitSeconds, earliestSeconds, latestSeconds, guide }) => (
            <Table.Tr key={number}>
              <Table.Td>{guide ? <ToneBadge tone="ok">{number}</ToneBadge> : number}</Table.Td>
              <Table.Td>{duration(waitSeconds * 1000)}</Table.Td>
              <Table.Td>{duration(earliestSeconds * 1000)}</Table.Td>
              <Table.Td>{duration(latestSeconds * 1000)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}
