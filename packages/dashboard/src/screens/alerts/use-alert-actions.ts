import type { AlertRule, AlertRuleUpdate, CallId } from "@callcall/webhooks/client";
import { useApiMutation } from "../../api/use-api.ts";
import { confirm } from "../../components/confirm.tsx";
import { notifyDone, notifyProblem } from "../../components/notify.ts";
import { useMay } from "../../session/session.ts";

const ALERTS: readonly CallId[] = ["alerts.list", "alerts.get"];
const RULES: readonly CallId[] = ["alertRules.list", "alertRules.get", ...ALERTS];

export interface AlertActions {
  readonly allowed: boolean;
  readonly busy: boolean;
  resolve(alertId: string): void;
  change(rule: AlertRule, changes: AlertRuleUpdate, done: string): void;
  remove(rule: AlertRule, then?: () => void): void;
}

/** Resolve, switch, mute, remove: with a word about what came of it. */
export function useAlertActions(): AlertActions {
  const allowed = useMay("alerts:write");
  const resolving = useApiMutation("alerts.resolve", {
    invalidates: ALERTS,
    onSuccess: () => notifyDone("The alert is resolved"),
  });
  const changing = useApiMutation("alertRules.update", { invalidates: RULES });
  const removing = useApiMutation("alertRules.delete", {
    invalidates: RULES,
    onSuccess: () => notifyDone("The rule is removed"),
  });
  const shown = { onError: notifyProblem };
  return {
    allowed,
    busy: resolving.isPending || changing.isPending || removing.isPending,
    resolve: (id) => resolving.mutate({ params: { id } }, shown),
    change: ({ id }, body, done) =>
      changing.mutate({ params: { id }, body }, { ...shown, onSuccess: () => notifyDone(done) }),
    async remove({ id, name }, then) {
      const sure = await confirm({
        title: `Remove the rule “${name}”?`,
        body: "Its open alerts are resolved, and nobody is told by it any more. What has fired stays in the list.",
        action: "Remove the rule",
        dangerous: true,
      });
      if (sure) removing.mutate({ params: { id } }, { ...shown, onSuccess: () => then?.() });
    },
  };
}
