import type { AuditEntry } from "@callcall/webhooks/client";
import { Button, Card, Group, Skeleton, Stack, Text, Timeline } from "@mantine/core";
import {
  IconActivity,
  IconEye,
  IconPencil,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlus,
  IconRefresh,
  type TablerIcon,
} from "@tabler/icons-react";
import type { ReactElement } from "react";
import { useApiList } from "../../../api/use-api.ts";
import { EmptyState } from "../../../components/empty-state.tsx";
import { ErrorState } from "../../../components/error-state.tsx";
import { RelativeTime } from "../../../components/relative-time.tsx";
import classes from "../endpoints.module.css";
import { actionWords, changeValue } from "../model/audit-words.ts";

const ICONS: Readonly<Record<string, TablerIcon>> = {
  "webhook.create": IconPlus,
  "webhook.update": IconPencil,
  "webhook.enable": IconPlayerPlay,
  "webhook.disable": IconPlayerPause,
  "secret.rotate": IconRefresh,
  "secret.reveal": IconEye,
};

/** Who did what with this endpoint, when and from where, and what it changed. */
export function Activity({ webhookId }: { readonly webhookId: string }): ReactElement {
  const { query, rows } = useApiList("audit.list", { query: { target: webhookId, limit: 50 } });
  if (query.isPending) return <Skeleton height={240} role="status" aria-label="Loading the activity" />;
  if (query.error !== null && rows.length === 0) {
    return <ErrorState problem={query.error} onRetry={() => void query.refetch()} />;
  }
  if (rows.length === 0) {
    return (
      <EmptyState
        icon={IconActivity}
        title="Nothing yet"
        description="Every change of this endpoint, and whoever looked at its secret, is listed here."
      />
    );
  }
  return (
    <Card padding="lg">
      <Timeline bulletSize={26} lineWidth={2} active={rows.length}>
        {rows.map((entry) => {
          const Icon = ICONS[entry.action] ?? IconActivity;
          return (
            <Timeline.Item key={entry.id} bullet={<Icon size={14} />} title={actionWords(entry.action)}>
              <Entry entry={entry} />
            </Timeline.Item>
          );
        })}
      </Timeline>
      {query.hasNextPage && (
        <Button
          mt="md"
          variant="default"
          size="xs"
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          Older ones
        </Button>
      )}
    </Card>
  );
}

function Entry({ entry }: { readonly entry: AuditEntry }): ReactElement {
  const { at, actor, actor_name, ip, changes, action } = entry;
  return (
    <Stack gap={4}>
      <Text size="sm" c="dimmed" className={classes["anywhere"] ?? ""}>
        <RelativeTime at={at} /> by {actor_name === "" ? actor : actor_name}
        {ip !== null && ` from ${ip}`}
      </Text>
      {action !== "webhook.create" &&
        changes.map(({ field, before, after }) => (
          <Group key={field} gap={6} wrap="wrap" className={classes["change"] ?? ""}>
            <code>{field}</code>
            <s>{changeValue(before)}</s>
            <span aria-hidden="true">→</span>
            <span>{changeValue(after)}</span>
          </Group>
        ))}
    </Stack>
  );
}
