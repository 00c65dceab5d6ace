import { Card, Group, Text, Title } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { useApiQuery } from "../../api/use-api.ts";
import { LinkButton } from "../../attempts/link-button.tsx";
import { ToneBadge } from "../../components/status-badge.tsx";
import { useNow } from "../../components/use-now.ts";
import { useLiveRefresh } from "../../live/use-refresh.ts";
import { useMay } from "../../session/session.ts";
import { useEndpointStats, useEndpoints } from "../endpoints/model/use-endpoints.ts";
import classes from "./home.module.css";
import { type Attention, attentionOf } from "./model/attention.ts";

/** More than these would be a list of its own. */
const SHOWN = 6;
const REFRESH_MS = 5_000;

/** What needs attention first, each with the way to its cure. */
export function AttentionList(): ReactElement | null {
  const webhooks = useEndpoints();
  const stats = useEndpointStats(useMay("events:read"));
  const alerts = useApiQuery(
    "alerts.list",
    { query: { status: "open", limit: 50 } },
    { enabled: useMay("alerts:read") },
  );
  const nowMs = useNow();
  useLiveRefresh(
    ({ kind }) => kind === "webhook.changed" || kind === "alert.opened" || kind === "alert.resolved",
    () => {
      void webhooks.query.refetch();
      void alerts.refetch();
    },
    REFRESH_MS,
  );
  if (!webhooks.complete) return null;
  const items = attentionOf({
    webhooks: webhooks.rows,
    stats: stats.rows,
    alerts: alerts.data?.data ?? [],
    nowMs,
  });
  return (
    <Card component="section" aria-labelledby="attention">
      <Title order={2} id="attention" mb="xs">
        Needs attention
      </Title>
      {items.length === 0 ? (
        <Group gap="xs" wrap="nowrap">
          <IconCircleCheck size={18} color="var(--cc-ok-mark)" aria-hidden="true" />
          <Text size="sm">{calm(webhooks.rows.length)}</Text>
        </Group>
      ) : (
        <ul className={classes["attention"]}>
          {items.slice(0, SHOWN).map((item) => (
            <Item key={item.key} item={item} />
          ))}
        </ul>
      )}
      {items.length > SHOWN && (
        <Text size="sm" c="dimmed" mt="xs">
          And {items.length - SHOWN} more: see the endpoints and the alerts.
        </Text>
      )}
    </Card>
  );
}

function calm(endpoints: number): string {
  if (endpoints === 0) return "Nothing. No endpoint is registered: events are stored and can be replayed to one later.";
  return endpoints === 1
    ? "Nothing: the endpoint is well."
    : `Nothing: all ${endpoints.toLocaleString("en")} endpoints are well.`;
}

function Item({ item }: { readonly item: Attention }): ReactElement {
  const { tone, title, detail, to, search, action } = item;
  return (
    <li>
      <ToneBadge tone={tone}>{tone === "bad" ? "Failing" : "Look"}</ToneBadge>
      <div className={classes["attentionText"]}>
        <Text size="sm" fw={500}>
          {title}
        </Text>
        <Text size="sm" c="dimmed">
          {detail}
        </Text>
      </div>
      <LinkButton link={search === undefined ? { to } : { to, search }} variant="default" size="xs">
        {action}
      </LinkButton>
    </li>
  );
}
