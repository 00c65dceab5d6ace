import type { WebhookRecord } from "@callcall/store";
import type { Parcel } from "../dispatch/parcel.ts";
import { VIRTUAL_START_MS } from "./virtual-time.ts";

/** A webhook that takes everything, but for these changes. */
export function webhookRecord(changes: Partial<WebhookRecord> = {}): WebhookRecord {
  return {
    accountId: "acct_test",
    id: "wh_test",
    url: "https://consumer.example/hook",
    events: ["*"],
    description: "",
    version: "2024-01-01",
    sealedHeaders: null,
    filter: null,
    rateLimitPerSecond: null,
    ordering: "none",
    onExhausted: "skip",
    retryScheduleSeconds: null,
    deadlineMs: null,
    metadata: {},
    secretRotationDays: null,
    secretRotationAutomatic: false,
    secretCreatedMs: VIRTUAL_START_MS,
    status: "enabled",
    disabledReason: null,
    pausedUntilMs: null,
    failingSinceMs: null,
    failedAttempts: 0,
    createdMs: VIRTUAL_START_MS,
    updatedMs: VIRTUAL_START_MS,
    ...changes,
  };
}

export function parcel(deliveryId: string, changes: Partial<Parcel> = {}): Parcel {
  return {
    accountId: "acct_test",
    webhookId: "wh_test",
    deliveryId,
    eventId: `evt_${deliveryId}`,
    eventType: "test.happened",
    attemptCount: 0,
    chargedCount: 0,
    dueMs: 0,
    event: null,
    open: null,
    ...changes,
  };
}
