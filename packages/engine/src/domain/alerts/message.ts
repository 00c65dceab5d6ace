import type { AlertKind } from "@callcall/contract";
import type { AlertRecord } from "@callcall/store";
import { instant } from "../instant.ts";

export type TellingReason = "opened" | "reminder" | "resolved" | "test";

/** An alert as it stands in messages. */
interface ToldAlert {
  readonly id: string;
  readonly webhook_id: string;
  readonly status: "open" | "resolved";
  readonly summary: string;
  readonly detail: string;
  readonly value: number | null;
  readonly threshold: number | null;
  readonly count: number;
  readonly opened_at: string;
  readonly last_seen_at: string;
  readonly resolved_at: string | null;
  /** Where a person reads it; null when the server does not know its own address. */
  readonly url: string | null;
}

/** What is told, whatever the channel: the `data` of a webhook, and what mail and chat are made from. */
export interface AlertMessage {
  readonly rule_id: string;
  readonly rule_name: string;
  readonly kind: AlertKind;
  /** How many alerts it is about. */
  readonly total: number;
  /** The first of them. */
  readonly alerts: readonly ToldAlert[];
}

/** 50 alerts are about 25 KB, and more than anybody reads. */
export const ALERTS_PER_MESSAGE = 50;

export function messageOf(
  rule: { readonly id: string; readonly name: string; readonly kind: AlertKind },
  alerts: readonly AlertRecord[],
  urlOf: (alertId: string) => string | null,
): AlertMessage {
  return {
    rule_id: rule.id,
    rule_name: rule.name,
    kind: rule.kind,
    total: alerts.length,
    alerts: alerts.slice(0, ALERTS_PER_MESSAGE).map((alert) => ({
      id: alert.id,
      webhook_id: alert.webhookId,
      status: alert.resolvedMs === null ? "open" : "resolved",
      summary: alert.summary,
      detail: alert.detail,
      value: alert.value,
      threshold: alert.threshold,
      count: alert.count,
      opened_at: instant(alert.openedMs),
      last_seen_at: instant(alert.lastSeenMs),
      resolved_at: alert.resolvedMs === null ? null : instant(alert.resolvedMs),
      url: urlOf(alert.id),
    })),
  };
}

const LEADS: Readonly<Record<TellingReason, string>> = {
  opened: "Alert",
  reminder: "Still open",
  resolved: "Resolved",
  test: "Test",
};

/** `Alert: Attempts to shop.example fail`, or how many there are. */
export function headline(reason: TellingReason, { alerts, total, rule_name }: AlertMessage): string {
  const [first] = alerts;
  const what = total === 1 && first !== undefined ? first.summary : `${rule_name} (${total} endpoints)`;
  return `${LEADS[reason]}: ${what}`;
}

/** How many more there are than are listed; empty when none. */
export function more(message: AlertMessage, listed: number): string {
  return message.total > listed ? `… and ${message.total - listed} more` : "";
}
