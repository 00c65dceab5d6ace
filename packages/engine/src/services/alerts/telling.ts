import type { AlertRecord, NewAlertMessage } from "@callcall/store";
import { messageOf, type TellingReason } from "../../domain/alerts/message.ts";
import type { Ids } from "../../runtime/ids.ts";
import type { Vault } from "../../signing/vault.ts";
import { targetOf } from "./channels.ts";
import { notificationContext } from "./courier.ts";
import type { Rule } from "./rule-book.ts";

/** Puts into words, for every channel of a rule, what is to be told of some of its alerts. */
export type ComposeMessage = (
  rule: Rule,
  reason: Exclude<TellingReason, "test">,
  alerts: readonly AlertRecord[],
  nowMs: number,
) => NewAlertMessage;

export function createComposer(vault: Vault, ids: Ids, urlOf: (alertId: string) => string | null): ComposeMessage {
  return (rule, reason, alerts, nowMs) => {
    const id = ids.next("alertMessage");
    const { accountId } = rule;
    return {
      id,
      ruleId: rule.id,
      reason,
      createdMs: nowMs,
      content: JSON.stringify(messageOf({ id: rule.id, name: rule.name, kind: rule.condition.kind }, alerts, urlOf)),
      alertIds: alerts.map((alert) => alert.id),
      notifications: rule.channels.map((channel, number) => ({
        channel: channel.kind,
        target: targetOf(channel),
        sealed: vault.seal(JSON.stringify(channel), notificationContext(accountId, id, number)),
      })),
    };
  };
}
