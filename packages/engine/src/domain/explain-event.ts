/**
 * Why a webhook did or did not get an event. A pure decision over the event, the webhook as it is, what has been
 * changed of it since, and the delivery if there is one.
 */
import type { ExplanationVerdict } from "@callcall/contract";
import type { DeliveryRecord, WebhookRecord } from "@callcall/store";
import type { Budget } from "./budget.ts";
import { isBlocking } from "./decide.ts";
import { match } from "./fan-out.ts";
import { compileFilter, type Filter } from "./filter.ts";
import { instant } from "./instant.ts";
import { Payload } from "./payload.ts";

/** A change of a webhook, from the audit log. */
export interface PastChange {
  readonly atMs: number;
  /** What was set before; null: it was not written down. */
  readonly before: Partial<MatchedSettings> | null;
}

/** What decides whether a webhook is owed an event. */
export interface MatchedSettings {
  readonly events: readonly string[];
  readonly filter: string | null;
  readonly status: WebhookRecord["status"];
}

export interface Story {
  readonly event: { readonly type: string; readonly createdMs: number };
  /** Null: retention has removed it. */
  readonly payload: Payload | null;
  readonly webhook: WebhookRecord;
  readonly removed: boolean;
  readonly delivery: DeliveryRecord | null;
  /** Those after the event was accepted, newest first; null: they are too many to be looked at. */
  readonly changes: readonly PastChange[] | null;
  readonly budget: Budget;
  /** When the webhook's breaker lets the next probe go; null: it is closed. */
  readonly nextProbeMs: number | null;
  /** Waits before retries in seconds, where the webhook has none of its own. */
  readonly serverSchedule: readonly number[];
}

export interface Verdict {
  readonly verdict: ExplanationVerdict;
  readonly message: string;
  readonly hint: string | null;
}

const REPLAY = "Replay the event to send it there all the same.";

export function explainEvent(story: Story): Verdict {
  const verdict = explain(story);
  // What is not there any more cannot be sent.
  if (story.payload !== null || verdict.hint === null) return verdict;
  return { ...verdict, hint: verdict.hint.replace(REPLAY, "").trim() || null };
}

function explain(story: Story): Verdict {
  const { webhook, event, delivery, removed } = story;
  if (delivery !== null) return explainDelivery(delivery, story);
  if (removed) return { verdict: "removed", message: "The endpoint is removed.", hint: null };
  if (webhook.createdMs > event.createdMs) {
    const message = `It was registered at ${instant(webhook.createdMs)}, after the event was accepted at ${instant(event.createdMs)}.`;
    return { verdict: "registered_later", message, hint: REPLAY };
  }
  const then = settingsThen(webhook, story.changes);
  const now = judge(webhook, story);
  if (then === undefined) return now.verdict === undefined ? changedSince(webhook, event) : now.verdict;
  const past = judge({ ...webhook, ...then }, story);
  if (past.verdict === undefined) return changedSince(webhook, event);
  const wouldMatch = judge({ ...webhook, status: "enabled" }, story).verdict === undefined;
  if (past.verdict.verdict === "disabled" || !wouldMatch) return past.verdict;
  return {
    verdict: "changed_since",
    message: `Its settings would match now, and were changed after the event was accepted. As they were then: ${past.verdict.message}`,
    hint: REPLAY,
  };
}

/** The settings as they were: the changes since are taken back, the newest first. Undefined: nobody knows. */
function settingsThen(webhook: WebhookRecord, changes: Story["changes"]): MatchedSettings | undefined {
  let settings: MatchedSettings = { events: webhook.events, filter: webhook.filter, status: webhook.status };
  if (changes === null) return undefined;
  for (const { before } of changes) {
    if (before === null) return undefined;
    settings = { ...settings, ...before };
  }
  return settings;
}

/** Why such a webhook is not owed the event; no verdict: it is. */
function judge(webhook: WebhookRecord, { event, payload, budget }: Story): { readonly verdict?: Verdict } {
  const filter = filterOf(webhook);
  const asked = payload === null ? null : filter;
  switch (match({ webhook, filter: asked }, event.type, payload ?? NO_PAYLOAD, budget)) {
    case "owed":
      return filter === asked ? {} : { verdict: payloadExpired(webhook) };
    case "other_type":
      return {
        verdict: {
          verdict: "not_subscribed",
          message: `It is not subscribed to ${event.type}: it takes ${listed(webhook.events)}.`,
          hint: `Add ${event.type} to its events to get such events from now on.`,
        },
      };
    case "disabled":
      return {
        verdict: {
          verdict: "disabled",
          message: "It was disabled when the event was accepted: what happens meanwhile is stored, and not owed to it.",
          hint: `Enable the endpoint if it is not. ${REPLAY}`,
        },
      };
    case "filtered_out":
      return { verdict: filteredOut(webhook, filter?.failure({ type: event.type, data: payload?.value })) };
  }
}

/** Looked at by nobody: only filters look. */
const NO_PAYLOAD = new Payload(new Uint8Array());

function payloadExpired({ filter }: WebhookRecord): Verdict {
  return {
    verdict: "payload_expired",
    message: `Whether its filter was true for this event cannot be told any more, as the payload had its time and was removed. The filter: ${filter}`,
    hint: null,
  };
}

function filterOf(webhook: WebhookRecord): Filter | null {
  if (webhook.filter === null) return null;
  const compilation = compileFilter(webhook.filter);
  if (compilation.ok) return compilation.filter;
  return { weight: 0, accepts: () => false, failure: () => compilation.detail };
}

function filteredOut({ filter }: WebhookRecord, failure: string | undefined): Verdict {
  if (failure !== undefined) {
    return {
      verdict: "filter_failed",
      message: `Its filter cannot be evaluated for this event, which counts as not true: ${failure}. The filter: ${filter}`,
      hint: "Guard fields that may be missing, as in has(data.score) && data.score >= 80.",
    };
  }
  return {
    verdict: "filtered_out",
    message: `Its filter is not true for this event: ${filter}`,
    hint: "Change the filter to get such events from now on.",
  };
}

/** It matches as far as anybody knows, and there is no delivery: it must have been otherwise when it counted. */
function changedSince(webhook: WebhookRecord, event: Story["event"]): Verdict {
  if (webhook.updatedMs <= event.createdMs) {
    const message =
      "Its settings match, and no delivery was made. They were most likely changed at the very moment at which the event was accepted.";
    return { verdict: "changed_since", message, hint: REPLAY };
  }
  return {
    verdict: "changed_since",
    message: `Its settings would match now. They were last changed at ${instant(webhook.updatedMs)}, and did not match when the event was accepted.`,
    hint: REPLAY,
  };
}

function explainDelivery(delivery: DeliveryRecord, story: Story): Verdict {
  const { removed } = story;
  const { attemptCount, lastOutcome, lastStatus } = delivery;
  const attempts = `${attemptCount} ${attemptCount === 1 ? "attempt" : "attempts"}`;
  const last = lastStatus === null ? `${lastOutcome}` : `status ${lastStatus}`;
  switch (delivery.state) {
    case "succeeded":
      return { verdict: "delivered", message: `Delivered: answered with ${last}, after ${attempts}.`, hint: null };
    case "pending":
      return { verdict: "pending", ...waiting(delivery, story) };
    case "failed":
      return {
        verdict: "failed",
        message: `Failed for good: its retries are used up after ${attempts}; the last one came to ${last}.`,
        hint: removed ? null : "Mend the endpoint, then retry the delivery.",
      };
    case "cancelled":
      if (removed && delivery.cancelledReason === "webhook_deleted") {
        const message = "The endpoint was removed, and what it had pending was cancelled with it.";
        return { verdict: "removed", message, hint: null };
      }
      return {
        verdict: "cancelled",
        message: `Cancelled${delivery.cancelledReason === "by_hand" ? " by hand" : ""}, after ${attempts}.`,
        hint: removed ? null : "Retry the delivery to send it all the same.",
      };
  }
}

function waiting(delivery: DeliveryRecord, story: Story): Omit<Verdict, "verdict"> {
  const { webhook, removed, nextProbeMs, serverSchedule } = story;
  const next = delivery.attemptCount + 1;
  if (delivery.open !== null) return { message: `Attempt ${delivery.attemptCount} is under way.`, hint: null };
  if (removed) return { message: "The endpoint is removed; this is about to be cancelled.", hint: null };
  if (webhook.status === "disabled") {
    return {
      message: "It waits: the endpoint is disabled, and nothing is sent until it is enabled.",
      hint: "Enable the endpoint: what waits goes on.",
    };
  }
  if (nextProbeMs !== null && delivery.attemptCount === 0) {
    return {
      message: `It waits, and nothing is charged: most of what was sent to the endpoint lately failed. Single probes find out whether it is back; the next may go at ${instant(nextProbeMs)}.`,
      hint: "Mend the endpoint: what waits goes on as soon as a probe succeeds. Enabling it by hand tries at once.",
    };
  }
  const due = instant(Math.max(delivery.nextAttemptMs ?? 0, webhook.pausedUntilMs ?? 0));
  const pause = webhook.pausedUntilMs === null ? "" : ", as the consumer asked to wait (Retry-After)";
  if (webhook.onExhausted === "block" && isBlocking(delivery, webhook.retryScheduleSeconds ?? serverSchedule)) {
    return {
      message: `Its retries are used up, and it holds up the line: nothing behind it is sent. Attempt ${next} is due at ${due}${pause}.`,
      hint: "Mend the endpoint and retry the delivery, or cancel it to let the next one go.",
    };
  }
  const order = webhook.ordering === "fifo" ? " Its events go in order: those before it come first." : "";
  return { message: `Attempt ${next} is due at ${due}${pause}.${order}`, hint: "Retry the delivery to send it now." };
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 5).join(", ");
  return names.length > 5 ? `${shown} and ${names.length - 5} more` : shown;
}
