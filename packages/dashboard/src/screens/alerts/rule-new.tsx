import { Select } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { type ReactElement, useState } from "react";
import { useApiMutation } from "../../api/use-api.ts";
import { TextLink } from "../../attempts/link-button.tsx";
import { notifyDone } from "../../components/notify.ts";
import { PageHeader } from "../../components/page-header.tsx";
import { bodyOf, newDraft } from "./form.ts";
import { type AlertKind, FIRST_CONDITIONS, KIND_LOOKS, KINDS } from "./kinds.ts";
import { isWhole } from "./new-secret.tsx";
import { newRuleRoute } from "./route.ts";
import { RuleForm } from "./rule-form.tsx";
import { keepSecret } from "./shown-once.ts";

/** A rule of the account's own. */
export function NewAlertRuleScreen(): ReactElement {
  const { kind = "failing_rate", webhook = null } = newRuleRoute.useSearch();
  const navigate = useNavigate();
  const [draft, setDraft] = useState(() => newDraft(kind, webhook));
  const creating = useApiMutation("alertRules.create", {
    invalidates: ["alertRules.list"],
    onSuccess: ({ id, signing_secret: secret }) => {
      notifyDone("The rule is in force");
      if (isWhole(secret)) keepSecret(id, secret);
      void navigate({ to: "/alerts/rules/$ruleId", params: { ruleId: id } });
    },
  });
  return (
    <>
      <PageHeader
        title="New alert rule"
        back={<TextLink link={{ to: "/alerts/rules" }}>← Rules</TextLink>}
        description="Beside the defaults, which every account has."
      />
      <RuleForm
        draft={draft}
        onChange={setDraft}
        problem={creating.error}
        busy={creating.isPending}
        action="Add the rule"
        canSave={draft.name.trim() !== ""}
        onSave={() => creating.mutate({ body: bodyOf(draft) })}
        kind={
          <Select
            label="Watch for"
            allowDeselect={false}
            value={draft.condition.kind}
            onChange={(picked) => setDraft({ ...draft, condition: FIRST_CONDITIONS[picked as AlertKind] })}
            data={KINDS.map((value) => ({ value, label: KIND_LOOKS[value].label }))}
          />
        }
      />
    </>
  );
}
