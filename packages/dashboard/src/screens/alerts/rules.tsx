import type { AlertRule } from "@callcall/webhooks/client";
import { Card, Group, Skeleton, Stack, Switch, Text, Title } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { useApiQuery } from "../../api/use-api.ts";
import { LinkButton, TextLink } from "../../attempts/link-button.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { Countdown } from "../../components/relative-time.tsx";
import { ToneBadge } from "../../components/status-badge.tsx";
import { useNow } from "../../components/use-now.ts";
import { useMay } from "../../session/session.ts";
import classes from "./alerts.module.css";
import { AlertsTabs } from "./alerts-tabs.tsx";
import { EndpointName } from "./endpoint-name.tsx";
import { ruleLink } from "./links.ts";
import { isMuted, RuleMenu } from "./mute-menu.tsx";
import { useAlertActions } from "./use-alert-actions.ts";
import { channelInWords, conditionInWords } from "./words.ts";

/** What is watched for, and who is told. */
export function AlertRulesScreen(): ReactElement {
  const mayWrite = useMay("alerts:write");
  const query = useApiQuery("alertRules.list", { query: { limit: 250 } });
  return (
    <>
      <PageHeader
        title="Alert rules"
        description="What is watched for, and who is told."
        actions={
          mayWrite && (
            <LinkButton link={{ to: "/alerts/rules/new" }} leftSection={<IconPlus size={16} />}>
              Add a rule
            </LinkButton>
          )
        }
      />
      <AlertsTabs active="rules" />
      {query.data !== undefined && <RuleLists rules={query.data.data} />}
      {query.data === undefined && query.error !== null && (
        <ErrorState problem={query.error} onRetry={() => void query.refetch()} />
      )}
      {query.isPending && (
        <Stack gap="sm" role="status" aria-label="Loading rules">
          {["one", "two", "three"].map((key) => (
            <Skeleton key={key} height={84} />
          ))}
        </Stack>
      )}
    </>
  );
}

function RuleLists({ rules }: { readonly rules: readonly AlertRule[] }): ReactElement {
  const own = rules.filter((rule) => !rule.built_in);
  return (
    <Stack gap="xl">
      {own.length > 0 && <RuleList title="Your rules" rules={own} />}
      <RuleList title="Defaults" rules={rules.filter((rule) => rule.built_in)} />
    </Stack>
  );
}

function RuleList({ title, rules }: { readonly title: string; readonly rules: readonly AlertRule[] }): ReactElement {
  return (
    <section aria-label={title}>
      <Title order={2} mb="sm">
        {title}
      </Title>
      <ul className={classes["list"]}>
        {rules.map((rule) => (
          <li key={rule.id}>
            <RuleCard rule={rule} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function RuleCard({ rule }: { readonly rule: AlertRule }): ReactElement {
  const { allowed, change } = useAlertActions();
  const muted = isMuted(rule, useNow());
  return (
    <Card component="article" className={classes["rule"] ?? ""} aria-label={rule.name}>
      <Stack gap={4} className={classes["ruleText"] ?? ""}>
        <Group gap="xs">
          <Text component="h3" fw={600}>
            <TextLink link={ruleLink(rule.id)} c="inherit">
              {rule.name}
            </TextLink>
          </Text>
          {!rule.enabled && <ToneBadge tone="calm">Off</ToneBadge>}
          {rule.enabled && muted && rule.muted_until !== null && (
            <ToneBadge tone="warn">
              Muted, ends <Countdown to={rule.muted_until} />
            </ToneBadge>
          )}
        </Group>
        <Text size="sm">{conditionInWords(rule.condition)}</Text>
        <Text size="sm" c="dimmed">
          {rule.webhook_id === null ? "Every endpoint" : <EndpointName webhookId={rule.webhook_id} />} ·{" "}
          {rule.channels.length === 0 ? "Listed here only" : rule.channels.map(channelInWords).join("; ")}
        </Text>
      </Stack>
      {allowed && (
        <Group gap="xs" wrap="nowrap">
          <Switch
            aria-label={`${rule.name} is on`}
            checked={rule.enabled}
            onChange={({ currentTarget: { checked } }) =>
              change(rule, { enabled: checked }, checked ? "The rule is on" : "The rule is off")
            }
          />
          <RuleMenu rule={rule} />
        </Group>
      )}
    </Card>
  );
}
