import type { Alert } from "@callcall/webhooks/client";
import { Button, Card, Group, SimpleGrid, Skeleton, Stack, Text, Title } from "@mantine/core";
import type { ReactElement } from "react";
import { useApiQuery } from "../../api/use-api.ts";
import { LinkButton, TextLink } from "../../attempts/link-button.tsx";
import { endpointLink } from "../../attempts/links.ts";
import { ErrorState } from "../../components/error-state.tsx";
import { count } from "../../components/format.ts";
import { Id } from "../../components/id.tsx";
import { KeyValues } from "../../components/key-values.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { RelativeTime } from "../../components/relative-time.tsx";
import { ToneBadge } from "../../components/status-badge.tsx";
import { AlertTimeLine } from "./alert-time-line.tsx";
import { EndpointName } from "./endpoint-name.tsx";
import { KIND_LOOKS } from "./kinds.ts";
import { deliveriesLabel, deliveriesLink, ruleLink } from "./links.ts";
import { alertRoute } from "./route.ts";
import { ThresholdChart } from "./threshold-chart.tsx";
import { useAlertActions } from "./use-alert-actions.ts";
import { useLiveAlerts } from "./use-live-alerts.ts";
import { figureInWords } from "./words.ts";

/** What is sent changes without an entry in the stream. */
const REFRESH_MS = 5_000;

/** One alert: what made it fire, who was told, and how it ended. */
export function AlertScreen(): ReactElement {
  useLiveAlerts();
  const { alertId } = alertRoute.useParams();
  const query = useApiQuery("alerts.get", { params: { id: alertId } }, { refetchInterval: REFRESH_MS });
  const back = <TextLink link={{ to: "/alerts" }}>← Alerts</TextLink>;
  if (query.data === undefined) {
    return (
      <>
        <PageHeader title="Alert" back={back} />
        {query.error === null ? (
          <Skeleton height={240} aria-label="Loading the alert" />
        ) : (
          <ErrorState problem={query.error} onRetry={() => void query.refetch()} />
        )}
      </>
    );
  }
  return <AlertDetail alert={query.data} back={back} />;
}

function AlertDetail({ alert, back }: { readonly alert: Alert; readonly back: ReactElement }): ReactElement {
  const { allowed, busy, resolve } = useAlertActions();
  const { tone, severity, advice } = KIND_LOOKS[alert.kind];
  const isOpen = alert.status === "open";
  return (
    <>
      <PageHeader
        title={alert.summary}
        back={back}
        aside={<ToneBadge tone={isOpen ? tone : "ok"}>{isOpen ? severity : "Resolved"}</ToneBadge>}
        description={alert.detail}
        actions={
          allowed &&
          isOpen && (
            <Button onClick={() => resolve(alert.id)} loading={busy}>
              Resolve
            </Button>
          )
        }
      />
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <Stack gap="lg">
          <Card component="section" aria-label="Figures">
            <KeyValues items={factsOf(alert)} />
          </Card>
          <RuleChart alert={alert} />
          {isOpen && <WhatToDo alert={alert} advice={advice} />}
        </Stack>
        <Card component="section" aria-labelledby="time-line">
          <Title order={2} id="time-line" mb="md">
            What happened
          </Title>
          <AlertTimeLine alert={alert} />
        </Card>
      </SimpleGrid>
    </>
  );
}

function factsOf(alert: Alert) {
  const value = figureInWords(alert.kind, alert.value);
  const threshold = figureInWords(alert.kind, alert.threshold);
  return [
    { key: "Endpoint", value: <EndpointName webhookId={alert.webhook_id} /> },
    { key: "Rule", value: <TextLink link={ruleLink(alert.rule_id)}>{alert.rule_name}</TextLink> },
    ...(value === null ? [] : [{ key: "Measured last", value }]),
    ...(threshold === null ? [] : [{ key: "Threshold", value: threshold }]),
    { key: "Seen", value: `${count(alert.count)} ${alert.count === 1 ? "time" : "times"}` },
    { key: "Opened", value: <RelativeTime at={alert.opened_at} /> },
    { key: "Last seen", value: <RelativeTime at={alert.last_seen_at} /> },
    { key: "Resolved", value: <RelativeTime at={alert.resolved_at} /> },
    { key: "Id", value: <Id id={alert.id} /> },
  ];
}

/** With the threshold as the rule has it today. */
function RuleChart({ alert }: { readonly alert: Alert }): ReactElement | null {
  const { data } = useApiQuery("alertRules.get", { params: { id: alert.rule_id } });
  if (data === undefined || (data.condition.kind !== "failing_rate" && data.condition.kind !== "latency")) return null;
  return (
    <Card component="section" aria-label="Recently">
      <ThresholdChart condition={data.condition} webhookId={alert.webhook_id} />
    </Card>
  );
}

function WhatToDo({ alert, advice }: { readonly alert: Alert; readonly advice: string }): ReactElement {
  return (
    <Card component="section" aria-labelledby="what-to-do">
      <Title order={2} id="what-to-do" mb="xs">
        What to do
      </Title>
      <Text mb="sm">{advice}</Text>
      <Group gap="xs">
        {alert.kind !== "secret_age" && (
          <LinkButton link={deliveriesLink(alert)} variant="default">
            {deliveriesLabel(alert)}
          </LinkButton>
        )}
        <LinkButton link={endpointLink(alert.webhook_id)} variant="default">
          The endpoint
        </LinkButton>
      </Group>
    </Card>
  );
}
