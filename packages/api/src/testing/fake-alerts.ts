import type { Alert, AlertRule } from "@callcall/contract";
import type { AlertRuleService, AlertService } from "@callcall/engine";
import { AT, SECRET } from "./sample.ts";
import { Shelf } from "./shelf.ts";

/** Alerts of the fake engine's two accounts, in memory. */
export function fakeAlerts(note: (method: string, args: readonly unknown[]) => void): {
  readonly alertRules: AlertRuleService;
  readonly alerts: AlertService;
} {
  const rules = new Shelf<AlertRule>();
  const alerts = new Shelf<Alert>();
  for (const [accountId, tag] of [
    ["acct_default", "mine"],
    ["acct_other", "theirs"],
  ] as const) {
    rules.put(accountId, `alr_${tag}`, ruleView(`alr_${tag}`));
    alerts.put(accountId, `alt_${tag}`, alertView(`alt_${tag}`, `alr_${tag}`));
  }

  return {
    alertRules: {
      list: async (caller, page) => rules.page(caller.accountId, page),
      get: async (caller, id) => rules.get(caller.accountId, id),
      async create(caller, { name, condition }) {
        const rule = { ...ruleView("alr_new"), name, condition, signing_secret: SECRET };
        return rules.put(caller.accountId, rule.id, rule);
      },
      update: async (caller, id, { enabled = true }) => rules.change(caller.accountId, id, { enabled }),
      delete: async (caller, id) => rules.remove(caller.accountId, id),
      async test(caller, id) {
        rules.get(caller.accountId, id);
        return { data: [{ ...NOTIFICATION, reason: "test" }] };
      },
    },
    alerts: {
      async list(caller, filter, page) {
        note("alerts.list", [filter]);
        return alerts.page(caller.accountId, page);
      },
      get: async (caller, id) => alerts.get(caller.accountId, id),
      resolve: async (caller, id) =>
        alerts.change(caller.accountId, id, { status: "resolved", resolved_at: AT, resolved_by: caller.keyId }),
    },
  };
}

const NOTIFICATION: Alert["notifications"][number] = {
  channel: "email",
  target: "ops@example.com",
  reason: "opened",
  status: "sent",
  attempts: 1,
  error: null,
  at: AT,
  next_try_at: null,
};

function ruleView(id: string): AlertRule {
  return {
    id,
    name: "Many attempts fail",
    condition: { kind: "failing_rate", failed_percent: 50, window_seconds: 900, min_attempts: 10 },
    webhook_id: null,
    channels: [{ kind: "email", to: ["ops@example.com"] }],
    enabled: true,
    muted_until: null,
    built_in: false,
    signing_secret: null,
    created_at: AT,
    updated_at: AT,
  };
}

function alertView(id: string, ruleId: string): Alert {
  return {
    id,
    rule_id: ruleId,
    rule_name: "Many attempts fail",
    kind: "failing_rate",
    status: "open",
    muted: false,
    webhook_id: "wh_mine",
    summary: "Attempts to your-domain.com fail",
    detail: "6 of 10 attempts failed in the last 15 minutes (60 %)",
    value: 60,
    threshold: 50,
    count: 1,
    opened_at: AT,
    last_seen_at: AT,
    resolved_at: null,
    resolved_by: null,
    notifications: [NOTIFICATION],
  };
}
