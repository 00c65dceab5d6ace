import type { AlertCondition, AlertKind } from "@callcall/contract";
import { readWindowSeconds } from "./windows.ts";

/** Figures and conditions in plain words, as they stand in alerts and messages. */

const UNITS: readonly (readonly [ms: number, name: string])[] = [
  [86_400_000, "day"],
  [3_600_000, "hour"],
  [60_000, "minute"],
  [1_000, "second"],
];

/** `15 minutes`, `1 hour 30 minutes`: the two largest units. */
export function duration(ms: number): string {
  let rest = Math.max(0, ms);
  const parts: string[] = [];
  for (const [size, name] of UNITS) {
    const count = Math.floor(rest / size);
    if (count > 0) parts.push(count === 1 ? `1 ${name}` : `${count} ${name}s`);
    rest -= count * size;
    if (parts.length === 2) break;
  }
  return parts.join(" ") || "0 seconds";
}

export function seconds(count: number): string {
  return duration(count * 1_000);
}

export function milliseconds(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}

export function percent(value: number): string {
  return `${Math.round(value * 10) / 10} %`;
}

/** The line that stands for an alert wherever there is room for one. */
export function summaryOf(kind: AlertKind, url: string): string {
  const host = hostOf(url);
  switch (kind) {
    case "failing_rate":
      return `Attempts to ${host} fail`;
    case "delivery_exhausted":
      return `A delivery to ${host} failed for good`;
    case "webhook_disabled":
      return `The endpoint at ${host} was disabled`;
    case "backlog_age":
      return `Deliveries to ${host} are overdue`;
    case "latency":
      return `${host} answers slowly`;
    case "secret_age":
      return `The signing secret for ${host} is due for rotation`;
  }
}

/** The host alone: a path may hold a credential, and what is told leaves the house. */
export function hostOf(url: string): string {
  return /^[a-z]+:\/\/(?:[^/?#@]*@)?([^/?#]+)/i.exec(url)?.[1] ?? "the endpoint";
}

/** When a rule fires, for the messages of a test. */
export function conditionInWords(condition: AlertCondition): string {
  switch (condition.kind) {
    case "failing_rate":
      return `${percent(condition.failed_percent)} or more of the attempts fail within ${seconds(readWindowSeconds(condition.window_seconds))}, if there are at least ${condition.min_attempts}`;
    case "delivery_exhausted":
      return "a delivery has used up every retry";
    case "webhook_disabled":
      return "an endpoint is disabled automatically";
    case "backlog_age":
      return `a delivery has been due for ${seconds(condition.seconds)}`;
    case "latency":
      return `one answer in twenty takes ${milliseconds(condition.p95_ms)} or longer within ${seconds(readWindowSeconds(condition.window_seconds))}, if there are at least ${condition.min_attempts}`;
    case "secret_age":
      return "a signing secret is older than its rotation period";
  }
}
