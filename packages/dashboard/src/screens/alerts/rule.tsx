import type { AlertRule } from "@callcall/webhooks/client";
import { Group, Skeleton, Switch, Text } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { type ReactElement, useState } from "react";
import { useApiMutation, useApiQuery } from "../../api/use-api.ts";
import { TextLink } from "../../attempts/link-button.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { notifyDone } from "../../components/notify.ts";
import { PageHeader } from "../../components/page-header.tsx";
import { ToneBadge } from "../../components/status-badge.tsx";
import { useNow } from "../../components/use-now.ts";
import { bodyOf, draftOf, isChanged } from "./form.ts";
import { KIND_LOOKS } from "./kinds.ts";
import { isMuted, RuleMenu } from "./mute-menu.tsx";
import { isWhole, NewSecret } from "./new-secret.tsx";
import { ruleRoute } from "./route.ts";
import { RuleForm } from "./rule-form.tsx";
import { SendTest } from "./send-test.tsx";
import { takeSecret } from "./shown-once.ts";
import { useAlertActions } from "./use-alert-actions.ts";

const BACK = <TextLink link={{ to: "/alerts/rules" }}>← Rules</TextLink>;

export function AlertRuleScreen(): ReactElement {
  const { ruleId } = ruleRoute.useParams();
  const query = useApiQuery("alertRules.get", { params: { id: ruleId } });
  if (query.data !== undefined) return <EditRule key={ruleId} rule={query.data} />;
  return (
    <>
      <PageHeader title="Alert rule" back={BACK} />
      {query.error === null ? (
        <Skeleton height={320} aria-label="Loading the rule" />
      ) : (
        <ErrorState problem={query.error} onRetry={() => void query.refetch()} />
      )}
    </>
  );
}

function EditRule({ rule }: { readonly rule: AlertRule }): ReactElement {
  const navigate = useNavigate();
  const { allowed, change } = useAlertActions();
  const [draft, setDraft] = useState(() => draftOf(rule));
  const [secret, setSecret] = useState(() => takeSecret(rule.id));
  const saving = useApiMutation("alertRules.update", {
    invalidates: ["alertRules.list", "alertRules.get", "alerts.list"],
    onSuccess: (saved) => {
      notifyDone("The rule is saved");
      setDraft(draftOf(saved));
      if (isWhole(saved.signing_secret)) setSecret(saved.signing_secret);
    },
  });
  const changed = isChanged(draft, rule);
  return (
    <>
      <PageHeader
        title={rule.name}
        back={BACK}
        aside={<RuleState rule={rule} />}
        description={
          rule.built_in ? `${KIND_LOOKS[rule.condition.kind].label}, a default` : KIND_LOOKS[rule.condition.kind].label
        }
        actions={
          allowed && (
            <Group gap="xs" wrap="nowrap">
              <Switch
                label="On"
                checked={rule.enabled}
                onChange={({ currentTarget: { checked } }) =>
                  change(rule, { enabled: checked }, checked ? "The rule is on" : "The rule is off")
                }
              />
              <RuleMenu rule={rule} onRemoved={() => void navigate({ to: "/alerts/rules" })} />
            </Group>
          )
        }
      />
      {secret !== null && <NewSecret secret={secret} />}
      <RuleForm
        draft={draft}
        onChange={setDraft}
        problem={saving.error}
        busy={saving.isPending}
        action="Save the rule"
        canSave={allowed && changed && draft.name.trim() !== ""}
        onSave={() => saving.mutate({ params: { id: rule.id }, body: bodyOf(draft) })}
        channelsAside={
          <>
            {rule.signing_secret !== null && (
              <Text size="sm" c="dimmed">
                Webhook channels are signed with{" "}
                {isWhole(rule.signing_secret) ? "the secret above" : rule.signing_secret}.
              </Text>
            )}
            {allowed && <SendTest rule={rule} changed={changed} />}
          </>
        }
      />
    </>
  );
}

function RuleState({ rule }: { readonly rule: AlertRule }): ReactElement | null {
  const muted = isMuted(rule, useNow());
  if (!rule.enabled) return <ToneBadge tone="calm">Off</ToneBadge>;
  return muted ? <ToneBadge tone="warn">Muted</ToneBadge> : null;
}
