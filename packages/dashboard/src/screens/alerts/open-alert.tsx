import type { Alert } from "@callcall/webhooks/client";
import { Button, Card, Group, Stack, Text } from "@mantine/core";
import type { ReactElement } from "react";
import { LinkButton, TextLink } from "../../attempts/link-button.tsx";
import { count } from "../../components/format.ts";
import { RelativeTime } from "../../components/relative-time.tsx";
import { ToneBadge } from "../../components/status-badge.tsx";
import classes from "./alerts.module.css";
import { EndpointName } from "./endpoint-name.tsx";
import { KIND_LOOKS } from "./kinds.ts";
import { alertLink, deliveriesLabel, deliveriesLink } from "./links.ts";
import { useAlertActions } from "./use-alert-actions.ts";
import { silence } from "./words.ts";

/** An alert that is open: what, where, since when, and what to do. */
export function OpenAlert({ alert }: { readonly alert: Alert }): ReactElement {
  const { allowed, busy, resolve } = useAlertActions();
  const { tone, severity } = KIND_LOOKS[alert.kind];
  const untold = silence(alert);
  return (
    <Card component="article" className={`${classes["open"]} ${classes[tone]}`} aria-label={alert.summary}>
      <Group justify="space-between" align="flex-start" gap="md">
        <Stack gap={4} className={classes["openText"] ?? ""}>
          <Group gap="xs">
            <ToneBadge tone={tone}>{severity}</ToneBadge>
            {alert.muted && <ToneBadge tone="calm">Muted</ToneBadge>}
            <Text size="xs" c="dimmed">
              since <RelativeTime at={alert.opened_at} />
              {alert.count > 1 && ` · seen ${count(alert.count)} times`}
            </Text>
          </Group>
          <Text component="h3" fw={600} size="md">
            <TextLink link={alertLink(alert.id)} c="inherit">
              {alert.summary}
            </TextLink>
          </Text>
          <Text size="sm">{alert.detail}</Text>
          <Text size="sm" c="dimmed">
            <EndpointName webhookId={alert.webhook_id} /> · {alert.rule_name}
          </Text>
          {untold !== null && (
            <Text size="xs" c="dimmed">
              {untold}
            </Text>
          )}
        </Stack>
        <Group gap="xs">
          {alert.kind !== "secret_age" && (
            <LinkButton link={deliveriesLink(alert)} variant="default">
              {deliveriesLabel(alert)}
            </LinkButton>
          )}
          {allowed && (
            <Button variant="default" onClick={() => resolve(alert.id)} loading={busy}>
              Resolve
            </Button>
          )}
        </Group>
      </Group>
    </Card>
  );
}
