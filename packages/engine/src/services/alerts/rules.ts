import { type AlertChannel, type AlertRuleUpdate, LIMITS, Problem } from "@callcall/contract";
import type { ReadStore } from "@callcall/store";
import type { GroupCommit } from "../../commit/group-commit.ts";
import { type FieldChange, type Fields, fieldChanges } from "../../domain/changes.ts";
import { instant } from "../../domain/instant.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { Ids } from "../../runtime/ids.ts";
import type { Random } from "../../runtime/random.ts";
import { newSecret } from "../../signing/secret.ts";
import type { Audit } from "../audit.ts";
import type { AlertRuleService, Caller, StreamService } from "../port.ts";
import { bareChannel, type ChannelRules, checkedChannels } from "./channels.ts";
import type { Rule, RuleBook } from "./rule-book.ts";
import type { TestAlert } from "./test-alert.ts";
import { ruleView } from "./views.ts";

export interface RulePorts {
  readonly store: ReadStore;
  readonly commit: GroupCommit;
  readonly rules: RuleBook;
  readonly channels: ChannelRules;
  readonly test: TestAlert;
  readonly stream: StreamService;
  readonly clock: Clock;
  readonly random: Random;
  readonly ids: Ids;
  readonly audit: Audit;
  /** The rules of an account have changed. */
  onChanged(accountId: string): void;
}

export function createAlertRuleService(ports: RulePorts): AlertRuleService {
  const { store, commit, clock, ids, audit } = ports;

  async function find(caller: Caller, ruleId: string): Promise<Rule> {
    const rule = await ports.rules.rule(caller.accountId, ruleId);
    if (rule === undefined) throw notFound();
    return rule;
  }

  async function checkWebhook(caller: Caller, webhookId: string | null): Promise<void> {
    if (webhookId === null || (await store.webhook(caller.accountId, webhookId)) !== undefined) return;
    throw new Problem("not_found", `Cannot watch ${webhookId}: there is no such webhook`, {
      errors: [{ pointer: "/webhook_id", detail: "is not a webhook of this account" }],
    });
  }

  /** A secret comes and goes with the channels that it signs for. */
  function secretFor(channels: readonly AlertChannel[], before: string | null): string | null {
    if (!channels.some((channel) => channel.kind === "webhook")) return null;
    return before ?? newSecret(ports.random);
  }

  return {
    // All of them are few: the defaults and at most a hundred. Their places are counted, not dated.
    async list(caller, { limit, after }) {
      const rules = await ports.rules.rules(caller.accountId);
      const start = after === null ? 0 : after.ms;
      const page = rules.slice(start, start + limit);
      const end = start + page.length;
      return {
        data: page.map((rule) => ruleView(rule)),
        next: end < rules.length ? { ms: end, id: page.at(-1)?.id ?? "" } : null,
      };
    },

    get: async (caller, ruleId) => ruleView(await find(caller, ruleId)),

    async create(caller, input) {
      const { accountId } = caller;
      await checkWebhook(caller, input.webhook_id ?? null);
      const channels = checkedChannels(input.channels ?? [], [], ports.channels);
      const nowMs = clock.nowMs();
      const rule: Rule = {
        accountId,
        id: ids.next("alertRule"),
        name: input.name,
        condition: input.condition,
        webhookId: input.webhook_id ?? null,
        channels,
        secret: secretFor(channels, null),
        enabled: input.enabled ?? true,
        mutedUntilMs: null,
        builtIn: false,
        createdMs: nowMs,
        updatedMs: nowMs,
      };
      const result = await commit.submit({
        kind: "alert_rule.put",
        rule: ports.rules.sealed(rule),
        mode: "create",
        limit: LIMITS.alert_rules_per_account,
        audit: audit(caller, "alert_rule.create", rule.id, changesOf(undefined, rule)),
      });
      if (result.kind === "limit_reached") {
        throw new Problem(
          "limit_reached",
          `Cannot have more than ${LIMITS.alert_rules_per_account} alert rules of your own`,
        );
      }
      ports.onChanged(accountId);
      return ruleView(rule, rule.secret);
    },

    async update(caller, ruleId, input) {
      const before = await find(caller, ruleId);
      await checkWebhook(caller, input.webhook_id ?? null);
      checkKind(before, input);
      const channels =
        input.channels === undefined
          ? before.channels
          : checkedChannels(input.channels, before.channels, ports.channels);
      const rule: Rule = {
        ...before,
        name: input.name ?? before.name,
        condition: input.condition ?? before.condition,
        webhookId: input.webhook_id === undefined ? before.webhookId : input.webhook_id,
        channels,
        secret: secretFor(channels, before.secret),
        enabled: input.enabled ?? before.enabled,
        mutedUntilMs: input.muted_until === undefined ? before.mutedUntilMs : mutedUntil(input.muted_until),
        updatedMs: clock.nowMs(),
      };
      const result = await commit.submit({
        kind: "alert_rule.put",
        rule: ports.rules.sealed(rule),
        mode: rule.builtIn ? "replace_default" : "replace",
        limit: LIMITS.alert_rules_per_account,
        audit: audit(caller, "alert_rule.update", ruleId, changesOf(before, rule)),
      });
      if (result.kind !== "put") throw notFound();
      ports.onChanged(caller.accountId);
      return ruleView(rule, before.secret === null ? rule.secret : null);
    },

    async delete(caller, ruleId) {
      const rule = await find(caller, ruleId);
      if (rule.builtIn) throw new Problem("conflict", "Cannot remove a default rule: switch it off (enabled: false)");
      const nowMs = clock.nowMs();
      const live = await store.liveAlerts(caller.accountId);
      const result = await commit.submit({
        kind: "alert_rule.delete",
        accountId: caller.accountId,
        ruleId,
        nowMs,
        resolvedBy: caller.keyId,
        audit: audit(caller, "alert_rule.delete", ruleId, changesOf(rule, undefined)),
      });
      if (result.kind === "not_found") throw notFound();
      for (const { id, webhookId, summary } of live.filter(({ id }) => result.resolved.includes(id))) {
        const alert = { alert_id: id, webhook_id: webhookId, summary };
        ports.stream.announce(caller.accountId, { kind: "alert.resolved", at: instant(nowMs), ...alert });
      }
    },

    test: async (caller, ruleId) => ports.test(await find(caller, ruleId), audit(caller, "alert_rule.test", ruleId)),
  };
}

/** For the audit log, with URLs masked: it is stored in the clear. */
function changesOf(before: Rule | undefined, after: Rule | undefined): readonly FieldChange[] {
  return fieldChanges(fieldsOf(before), fieldsOf(after));
}

function fieldsOf(rule: Rule | undefined): Fields {
  if (rule === undefined) return {};
  const { name, condition, webhook_id, enabled, muted_until } = ruleView(rule);
  return { name, condition, webhook_id, channels: rule.channels.map(bareChannel), enabled, muted_until };
}

function checkKind({ condition }: Rule, input: AlertRuleUpdate): void {
  if (input.condition === undefined || input.condition.kind === condition.kind) return;
  throw new Problem("conflict", "Cannot turn a rule into one of another kind: make another rule", {
    errors: [{ pointer: "/condition/kind", detail: `is ${condition.kind}, and stays so` }],
  });
}

function mutedUntil(text: string | null): number | null {
  return text === null ? null : Date.parse(text);
}

function notFound(): Problem {
  return new Problem("not_found", "There is no such alert rule");
}
