import type { Alert, AlertChannel, AlertCondition, AlertNotification } from "@callcall/webhooks/client";
import { milliseconds } from "../../components/format.ts";

/** Conditions and figures in plain words. */

const UNITS: readonly (readonly [seconds: number, name: string])[] = [
  [86_400, "day"],
  [3_600, "hour"],
  [60, "minute"],
  [1, "second"],
];

/** `15 minutes`, `1 hour`: in the largest unit that leaves no rest. */
export function span(seconds: number): string {
  const [size, name] = UNITS.find(([unit]) => seconds >= unit && seconds % unit === 0) ?? [1, "second"];
  const count = seconds / size;
  return `${count} ${name}${count === 1 ? "" : "s"}`;
}

/** "Tell me when …" */
export function conditionInWords(condition: AlertCondition): string {
  switch (condition.kind) {
    case "failing_rate":
      return `Tell me when ${condition.failed_percent} % or more of the attempts fail within ${span(condition.window_seconds)}, if there were at least ${condition.min_attempts}.`;
    case "delivery_exhausted":
      return "Tell me when a delivery has used up every retry and failed for good.";
    case "webhook_disabled":
      return "Tell me when an endpoint is disabled automatically: it answered 410, or gave nothing but failures for five days.";
    case "backlog_age":
      return `Tell me when a delivery has been due for ${span(condition.seconds)} and was not sent.`;
    case "latency":
      return `Tell me when one answer in twenty takes ${milliseconds(condition.p95_ms)} or longer within ${span(condition.window_seconds)}, if there were at least ${condition.min_attempts}.`;
    case "secret_age":
      return "Tell me when a signing secret is older than its rotation period.";
  }
}

export function channelInWords(channel: AlertChannel): string {
  switch (channel.kind) {
    case "email":
      return `E-mail to ${channel.to.join(", ")}`;
    case "slack":
      return `Slack at ${channel.url}`;
    case "webhook":
      return `Signed webhook to ${channel.url}`;
  }
}

export const CHANNEL_NAMES: Readonly<Record<AlertNotification["channel"], string>> = {
  email: "E-mail",
  slack: "Slack",
  webhook: "Webhook",
};

/** What a notification said. */
export const REASON_NAMES: Readonly<Record<AlertNotification["reason"], string>> = {
  opened: "it opened",
  reminder: "it was still open",
  resolved: "it was over",
  test: "a test",
};

/** A figure of an alert with its unit: "62 %", "5.20 s". Null: the kind has none. */
export function figureInWords(kind: Alert["kind"], value: number | null): string | null {
  if (value === null) return null;
  switch (kind) {
    case "failing_rate":
      return `${Math.round(value * 10) / 10} %`;
    case "latency":
      return milliseconds(value);
    case "backlog_age":
      return span(Math.round(value));
    case "secret_age":
      return `${value} days`;
    default:
      return String(value);
  }
}

/** Who is told, or why nobody is. */
export function silence(alert: Alert): string | null {
  if (alert.notifications.length > 0) return null;
  return alert.muted
    ? "Nobody was told: the rule was muted when this fired."
    : "Nobody was told: the rule had no channel to send through.";
}
