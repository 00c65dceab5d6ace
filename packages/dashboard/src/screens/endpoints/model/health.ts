import type { Webhook } from "@callcall/webhooks/client";

/** How an endpoint is, in the words of the status badges. */
export const HEALTHS = ["enabled", "failing", "paused", "disabled"] as const;
export type Health = (typeof HEALTHS)[number];

type Facts = Pick<Webhook, "status" | "disabled_reason" | "paused_until" | "failing_since">;

export function healthOf({ status, paused_until, failing_since }: Facts, nowMs: number): Health {
  if (status === "disabled") return "disabled";
  if (paused_until !== null && Date.parse(paused_until) > nowMs) return "paused";
  return failing_since === null ? "enabled" : "failing";
}

/** What is the matter, and what to do about it. */
export interface HealthNotice {
  readonly title: string;
  readonly text: string;
  /** The button that belongs to it. */
  readonly action: "enable" | "test" | null;
  readonly tone: "bad" | "warn" | "calm";
}

/** `null`: nothing is the matter. Instants are shown by whoever draws it. */
export function noticeOf(webhook: Facts, nowMs: number): HealthNotice | null {
  switch (healthOf(webhook, nowMs)) {
    case "enabled":
      return null;
    case "paused":
      return {
        title: "The consumer asked us to wait",
        text: "It answered 429 or 503 with Retry-After. Nothing is sent until the pause is over; what is due is kept and goes out then. A rate limit below what it takes avoids this.",
        action: null,
        tone: "warn",
      };
    case "failing":
      return {
        title: "Nothing but failures",
        text: "Every attempt since then has failed. The retries go on by the schedule; after 120 hours and 20 attempts without a success the endpoint is disabled. Look at the last deliveries, mend the consumer, and send a test.",
        action: "test",
        tone: "bad",
      };
    case "disabled":
      return disabledNotice(webhook.disabled_reason);
  }
}

function disabledNotice(reason: Webhook["disabled_reason"]): HealthNotice {
  const shared = { action: "enable", tone: "calm" } as const;
  if (reason === "gone") {
    return {
      ...shared,
      title: "Disabled: the consumer answered 410 Gone",
      text: "That means: send nothing here any more. If it was a mistake, mend the consumer and enable the endpoint; what was pending goes on.",
      tone: "bad",
    };
  }
  if (reason === "asked") {
    return {
      ...shared,
      title: "Disabled: the consumer asked for it",
      text: "Its answer carried webhook-delivery: disable. If that was a mistake, mend the consumer and enable the endpoint; what was pending goes on.",
      tone: "bad",
    };
  }
  if (reason === "failing") {
    return {
      ...shared,
      title: "Disabled: nothing but failures for five days",
      text: "No attempt succeeded for 120 hours and 20 attempts. Send a test: when it is answered with a 2xx, enable the endpoint; what was pending goes on.",
      tone: "bad",
    };
  }
  return {
    ...shared,
    title: "Disabled by hand",
    text: "New events are stored but not delivered here. What was pending waits, and goes on when the endpoint is enabled.",
  };
}
