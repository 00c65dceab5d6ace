import type { DeliveryRecord, WebhookRecord } from "@callcall/store";
import { describe, expect, test } from "vitest";
import { webhookRecord } from "../testing/records.ts";
import { Budget } from "./budget.ts";
import { explainEvent, type Story } from "./explain-event.ts";
import { Payload } from "./payload.ts";

const ACCEPTED = Date.parse("2026-03-04T10:00:00Z");
const LATER = ACCEPTED + 60_000;

function story(webhook: Partial<WebhookRecord>, changes: Partial<Story> = {}): Story {
  return {
    event: { type: "customer.qualified", createdMs: ACCEPTED },
    payload: new Payload(new TextEncoder().encode('{"score":85}')),
    webhook: webhookRecord({ createdMs: ACCEPTED - 1_000, updatedMs: ACCEPTED - 1_000, ...webhook }),
    removed: false,
    delivery: null,
    changes: [],
    budget: new Budget(),
    nextProbeMs: null,
    serverSchedule: [2, 4],
    ...changes,
  };
}

function delivery(changes: Partial<DeliveryRecord>): DeliveryRecord {
  return {
    accountId: "acct_test",
    id: "dlv_1",
    eventId: "evt_1",
    eventType: "customer.qualified",
    webhookId: "wh_test",
    state: "pending",
    createdMs: ACCEPTED,
    attemptCount: 1,
    chargedCount: 1,
    nextAttemptMs: null,
    open: null,
    lastOutcome: "http_5xx",
    lastStatus: 503,
    cancelledReason: null,
    finishedMs: null,
    replayJobId: null,
    ...changes,
  };
}

describe("without a delivery", () => {
  test.each<[string, Story]>([
    ["not_subscribed", story({ events: ["service.*"] })],
    ["filtered_out", story({ filter: "data.score >= 90" })],
    ["filter_failed", story({ filter: "data.total >= 90" })],
    ["registered_later", story({ createdMs: LATER, events: ["service.*"] })],
    ["disabled", story({ status: "disabled" })],
    ["removed", story({}, { removed: true })],
    // Nothing speaks against it but that there is no delivery.
    ["changed_since", story({})],
  ])("it is %s", (verdict, told) => {
    expect(explainEvent(told).verdict).toBe(verdict);
  });

  test("what was so then counts, not what is so now", () => {
    const enabled = story({}, { changes: [{ atMs: LATER, before: { status: "disabled" } }] });
    expect(explainEvent(enabled).verdict).toBe("disabled");
    const disabledSince = story(
      { status: "disabled", events: ["service.*"] },
      { changes: [{ atMs: LATER, before: { status: "enabled" } }] },
    );
    expect(explainEvent(disabledSince).verdict).toBe("not_subscribed");
  });

  test("changes are taken back one after the other", () => {
    const changes = [
      { atMs: LATER + 2, before: { events: ["service.*"] } },
      { atMs: LATER + 1, before: {} },
      { atMs: LATER, before: { events: ["customer.*"], filter: "data.score > 90" } },
    ];
    const verdict = explainEvent(story({ events: ["*"] }, { changes }));
    expect(verdict).toMatchObject({ verdict: "changed_since", message: expect.stringContaining("data.score > 90") });
    expect(explainEvent(story({ events: ["message.*"] }, { changes })).verdict).toBe("filtered_out");
  });

  test("where it was not written down what changed, what is so now must do", () => {
    for (const changes of [null, [{ atMs: LATER, before: null }]]) {
      expect(explainEvent(story({ events: ["service.*"] }, { changes })).verdict).toBe("not_subscribed");
      expect(explainEvent(story({}, { changes })).verdict).toBe("changed_since");
    }
  });

  test("where nothing was changed since, it does not claim so", () => {
    expect(explainEvent(story({})).message).toContain("at the very moment");
    expect(explainEvent(story({ updatedMs: LATER }, { changes: null })).message).toContain(
      "last changed at 2026-03-04T10:01",
    );
  });

  test("it says what would have to be done", () => {
    expect(explainEvent(story({ events: ["service.*", "message.*"] }))).toEqual({
      verdict: "not_subscribed",
      message: "It is not subscribed to customer.qualified: it takes service.*, message.*.",
      hint: "Add customer.qualified to its events to get such events from now on.",
    });
    expect(explainEvent(story({ filter: "data.total >= 90" })).message).toContain("total");
    expect(explainEvent(story({ createdMs: LATER })).message).toContain("2026-03-04T10:01:00.000Z");
  });
});

describe("with a delivery", () => {
  test.each<[string, Partial<DeliveryRecord>, Partial<WebhookRecord>, string]>([
    ["delivered", { state: "succeeded", lastStatus: 204 }, {}, "status 204, after 1 attempt."],
    ["failed", { state: "failed", attemptCount: 14 }, {}, "after 14 attempts; the last one came to status 503"],
    ["failed", { state: "failed", lastStatus: null, lastOutcome: "timeout_headers" }, {}, "timeout_headers"],
    ["cancelled", { state: "cancelled", cancelledReason: "by_hand" }, {}, "by hand"],
    ["pending", { open: { id: "att_1", startedMs: LATER } }, {}, "Attempt 1 is under way"],
    ["pending", { nextAttemptMs: LATER }, {}, "Attempt 2 is due at 2026-03-04T10:01:00.000Z."],
    ["pending", { nextAttemptMs: LATER }, { status: "disabled" }, "nothing is sent until it is enabled"],
    ["pending", { nextAttemptMs: 0 }, { pausedUntilMs: LATER }, "10:01:00.000Z, as the consumer asked to wait"],
    ["pending", { nextAttemptMs: 0 }, { ordering: "fifo" }, "in order"],
  ])("it is %s: %o %o", (verdict, told, webhook, message) => {
    const explained = explainEvent(story(webhook, { delivery: delivery(told) }));
    expect(explained).toMatchObject({ verdict, message: expect.stringContaining(message) });
  });

  test("of a removed webhook, it tells what came of it", () => {
    const removed = (told: Partial<DeliveryRecord>) =>
      explainEvent(story({}, { removed: true, delivery: delivery(told) }));
    expect(removed({ state: "cancelled", cancelledReason: "webhook_deleted" }).verdict).toBe("removed");
    expect(removed({ state: "succeeded" }).verdict).toBe("delivered");
    expect(removed({ state: "failed" })).toMatchObject({ verdict: "failed", hint: null });
  });
});
