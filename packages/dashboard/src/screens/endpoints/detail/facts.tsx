import type { Webhook } from "@callcall/webhooks/client";
import { Card, Code, Group, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { CopyButton } from "../../../components/copy-button.tsx";
import { type KeyValue, KeyValues } from "../../../components/key-values.tsx";
import { RelativeTime } from "../../../components/relative-time.tsx";
import { formatSchedule } from "../model/schedule.ts";

function orderOf({ ordering, on_exhausted }: Webhook): string {
  if (ordering === "none") return "As fast as possible";
  return `Strictly one after the other${on_exhausted === "block" ? ", held up by what cannot be delivered" : ""}`;
}

/** The settings, to read. */
export function Facts({ webhook }: { readonly webhook: Webhook }): ReactElement {
  const { secret_rotation } = webhook;
  const { url, events, filter, headers, rate_limit, deadline_ms, retry_policy, metadata, version } = webhook;
  const items: readonly (KeyValue | false)[] = [
    {
      key: "URL",
      value: (
        <>
          {url} <CopyButton value={url} label="Copy the URL" />
        </>
      ),
    },
    {
      key: "Events",
      value: (
        <Group gap={4}>
          {events.map((name) => (
            <Code key={name}>{name}</Code>
          ))}
        </Group>
      ),
    },
    filter !== null && { key: "Filter", value: <Code>{filter}</Code> },
    Object.keys(headers).length > 0 && {
      key: "Headers",
      value: Object.entries(headers).map(([name, value]) => (
        <div key={name}>
          <Code>
            {name}: {value ?? "(set, not shown)"}
          </Code>
        </div>
      )),
    },
    rate_limit !== null && { key: "Rate limit", value: `${rate_limit} a second` },
    { key: "Order", value: orderOf(webhook) },
    webhook.blocked_by !== null && {
      key: "Held up by",
      value: (
        <Link to="/deliveries/$deliveryId" params={{ deliveryId: webhook.blocked_by }}>
          a delivery whose retries are used up
        </Link>
      ),
    },
    { key: "Deadline", value: `${deadline_ms / 1000} s for the answer` },
    {
      key: "Retries",
      value:
        retry_policy.schedule_seconds.length === 0
          ? "None"
          : `${retry_policy.schedule_seconds.length}: after ${formatSchedule(retry_policy.schedule_seconds)}`,
    },
    secret_rotation !== null && {
      key: "Secret rotation",
      value: `Every ${secret_rotation.period_days} days${secret_rotation.automatic ? ", by itself" : ", by hand"}`,
    },
    { key: "Payload version", value: version },
    ...Object.entries(metadata).map(([key, value]) => ({ key: `Label ${key}`, value })),
    { key: "Created", value: <RelativeTime at={webhook.created_at} /> },
    { key: "Changed", value: <RelativeTime at={webhook.updated_at} /> },
  ];
  return (
    <Card>
      <Title order={2} mb="sm">
        Settings
      </Title>
      <KeyValues items={items.filter((item) => item !== false)} />
    </Card>
  );
}
