import type { Alert, AlertCondition } from "@callcall/webhooks/client";
import type { Tone } from "../../components/tone.ts";

export type AlertKind = Alert["kind"];

export const KINDS: readonly AlertKind[] = [
  "failing_rate",
  "delivery_exhausted",
  "webhook_disabled",
  "backlog_age",
  "latency",
  "secret_age",
];

interface KindLook {
  readonly label: string;
  /** How bad it is while it is open. */
  readonly tone: Tone;
  readonly severity: "Critical" | "Warning" | "Notice";
  /** What somebody who has never seen it does first. */
  readonly advice: string;
}

export const KIND_LOOKS: Readonly<Record<AlertKind, KindLook>> = {
  failing_rate: {
    label: "Failing rate",
    tone: "bad",
    severity: "Critical",
    advice: "Look at a failed delivery: what the endpoint answered stands there.",
  },
  delivery_exhausted: {
    label: "Failed delivery",
    tone: "bad",
    severity: "Critical",
    advice: "Mend the endpoint, then send the failed deliveries again.",
  },
  webhook_disabled: {
    label: "Endpoint disabled",
    tone: "bad",
    severity: "Critical",
    advice: "Nothing is sent any more. Mend the endpoint, then enable it.",
  },
  backlog_age: {
    label: "Backlog",
    tone: "warn",
    severity: "Warning",
    advice: "The endpoint takes less than it is owed: it asked to wait, or is slower than its events come in.",
  },
  latency: {
    label: "Slow answers",
    tone: "warn",
    severity: "Warning",
    advice: "Answer first and work afterwards: an answer that takes too long counts as a failure.",
  },
  secret_age: {
    label: "Old secret",
    tone: "calm",
    severity: "Notice",
    advice: "Rotate the signing secret. The old one goes on signing during the overlap.",
  },
};

/** What a new rule of a kind begins with: as the default of its kind. */
export const FIRST_CONDITIONS: Readonly<Record<AlertKind, AlertCondition>> = {
  failing_rate: { kind: "failing_rate", failed_percent: 50, window_seconds: 900, min_attempts: 10 },
  delivery_exhausted: { kind: "delivery_exhausted" },
  webhook_disabled: { kind: "webhook_disabled" },
  backlog_age: { kind: "backlog_age", seconds: 900 },
  latency: { kind: "latency", p95_ms: 5_000, window_seconds: 900, min_attempts: 20 },
  secret_age: { kind: "secret_age" },
};
