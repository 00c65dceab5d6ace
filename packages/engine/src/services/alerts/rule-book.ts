import { AlertChannel, AlertCondition } from "@callcall/contract";
import type { AlertRuleRecord, ReadStore } from "@callcall/store";
import { BUILT_IN_RULES } from "../../domain/alerts/built-in.ts";
import { hintOf } from "../../signing/secret.ts";
import type { Vault } from "../../signing/vault.ts";

/** A rule with what is sealed in it open. */
export interface Rule {
  readonly accountId: string;
  readonly id: string;
  readonly name: string;
  readonly condition: AlertCondition;
  readonly webhookId: string | null;
  readonly channels: readonly AlertChannel[];
  /** Signs what goes to webhook channels; null without one. */
  readonly secret: string | null;
  readonly enabled: boolean;
  readonly mutedUntilMs: number | null;
  readonly builtIn: boolean;
  readonly createdMs: number;
  readonly updatedMs: number;
}

/** The rules of an account: the defaults, as changed by it, and its own. */
export interface RuleBook {
  /** The defaults first, then its own, the oldest first. */
  rules(accountId: string): Promise<readonly Rule[]>;
  rule(accountId: string, ruleId: string): Promise<Rule | undefined>;
  /** The rule as it is stored. */
  sealed(rule: Rule): AlertRuleRecord;
}

/** When the defaults came to be: they are older than every account. */
const BUILT_IN_MS = Date.UTC(2024, 0, 1);
const BUILT_IN_IDS: readonly string[] = BUILT_IN_RULES.map((rule) => rule.id);

function channelsContext({ accountId, id }: Pick<Rule, "accountId" | "id">): string {
  return `alert-channels:${accountId}:${id}`;
}

function secretContext({ accountId, id }: Pick<Rule, "accountId" | "id">): string {
  return `alert-secret:${accountId}:${id}`;
}

export function createRuleBook(store: ReadStore, vault: Vault): RuleBook {
  function open(record: AlertRuleRecord): Rule {
    const { accountId, id, name, webhookId, enabled, mutedUntilMs, createdMs, updatedMs } = record;
    const channels =
      record.sealedChannels === null ? [] : JSON.parse(vault.open(record.sealedChannels, channelsContext(record)));
    return {
      accountId,
      id,
      name,
      condition: AlertCondition.parse(JSON.parse(record.condition)),
      webhookId,
      channels: AlertChannel.array().parse(channels),
      secret: record.sealedSecret === null ? null : vault.open(record.sealedSecret, secretContext(record)),
      enabled,
      mutedUntilMs,
      builtIn: BUILT_IN_IDS.includes(id),
      createdMs,
      updatedMs,
    };
  }

  async function rules(accountId: string): Promise<readonly Rule[]> {
    const stored = (await store.alertRules(accountId)).map(open);
    const changed = new Map(stored.map((rule) => [rule.id, rule]));
    const own = stored.filter((rule) => !rule.builtIn);
    return [
      ...BUILT_IN_RULES.map((rule) => changed.get(rule.id) ?? untouched(accountId, rule)),
      ...own.sort((a, b) => a.createdMs - b.createdMs || (a.id < b.id ? -1 : 1)),
    ];
  }

  return {
    rules,
    rule: async (accountId, ruleId) => (await rules(accountId)).find((rule) => rule.id === ruleId),
    sealed: (rule) => ({
      accountId: rule.accountId,
      id: rule.id,
      name: rule.name,
      condition: JSON.stringify(rule.condition),
      webhookId: rule.webhookId,
      sealedChannels:
        rule.channels.length === 0 ? null : vault.seal(JSON.stringify(rule.channels), channelsContext(rule)),
      sealedSecret: rule.secret === null ? null : vault.seal(rule.secret, secretContext(rule)),
      secretHint: rule.secret === null ? "" : hintOf(rule.secret),
      enabled: rule.enabled,
      mutedUntilMs: rule.mutedUntilMs,
      createdMs: rule.createdMs,
      updatedMs: rule.updatedMs,
    }),
  };
}

function untouched(accountId: string, { id, name, condition }: (typeof BUILT_IN_RULES)[number]): Rule {
  return {
    accountId,
    id,
    name,
    condition,
    webhookId: null,
    channels: [],
    secret: null,
    enabled: true,
    mutedUntilMs: null,
    builtIn: true,
    createdMs: BUILT_IN_MS,
    updatedMs: BUILT_IN_MS,
  };
}

export function isMuted({ mutedUntilMs }: Pick<Rule, "mutedUntilMs">, nowMs: number): boolean {
  return mutedUntilMs !== null && mutedUntilMs > nowMs;
}
