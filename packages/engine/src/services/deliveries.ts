import { type Attempt, Problem } from "@callcall/contract";
import type { DeliveryRecord, EventRecord, ReadStore } from "@callcall/store";
import type { GroupCommit } from "../commit/group-commit.ts";
import type { Dispatcher } from "../dispatch/dispatcher.ts";
import { type Fields, fieldChanges } from "../domain/changes.ts";
import { plannedAttempts } from "../domain/decide.ts";
import { instant } from "../domain/instant.ts";
import type { Clock } from "../runtime/clock.ts";
import type { EngineSettings } from "../runtime/settings.ts";
import type { Observe } from "../telemetry/observe.ts";
import type { Audit } from "./audit.ts";
import { tellCancelled } from "./cancel-deleted.ts";
import { boundedListing, byCreation } from "./listing.ts";
import { payloadExpired } from "./payload-expired.ts";
import type { Caller, DeliveryService } from "./port.ts";
import { attemptView, deliveryView, instantOrNull, openAttemptView } from "./views.ts";
import { wakeLane } from "./wake-lane.ts";

interface DeliveryPorts {
  readonly store: ReadStore;
  readonly commit: GroupCommit;
  readonly dispatcher: Dispatcher;
  readonly clock: Clock;
  readonly settings: EngineSettings;
  readonly audit: Audit;
  readonly observe: Observe | undefined;
}

/** Attempts shown with a delivery: each carries its body, and retries by hand or faults of ours can be hundreds. */
const ATTEMPTS_SHOWN = 25;

export function createDeliveryService(ports: DeliveryPorts): DeliveryService {
  const { store, commit, clock, settings, audit } = ports;

  async function find(caller: Caller, deliveryId: string): Promise<DeliveryRecord> {
    const record = await store.delivery(caller.accountId, deliveryId);
    if (record === undefined) throw notFound();
    return record;
  }

  async function attemptsOf(record: DeliveryRecord, event: EventRecord | undefined): Promise<Attempt[]> {
    const settled = await store.attempts(record.accountId, record.id, ATTEMPTS_SHOWN);
    const views = settled.map((attempt) => attemptView(attempt, event));
    return record.open === null ? views : [...views, openAttemptView(record.open, record.attemptCount)];
  }

  async function planned(record: DeliveryRecord): Promise<string[]> {
    if (record.state !== "pending" || record.open !== null || record.nextAttemptMs === null) return [];
    const webhook = await store.webhook(record.accountId, record.webhookId);
    const schedule = webhook?.retryScheduleSeconds ?? settings.retryScheduleSeconds;
    return plannedAttempts(record.nextAttemptMs, record.chargedCount, schedule).map(instant);
  }

  return {
    list: (caller, filter, page) =>
      boundedListing(
        page,
        (wanted) => store.deliveries(caller.accountId, filter, wanted),
        byCreation,
        (rows) => rows.map(deliveryView),
      ),

    async get(caller, deliveryId) {
      const record = await find(caller, deliveryId);
      const event = await store.event(record.accountId, record.eventId);
      return {
        ...deliveryView(record),
        payload_expired: event?.data === null,
        attempts: await attemptsOf(record, event),
        planned_attempts: await planned(record),
      };
    },

    async retry(caller, deliveryId) {
      const { accountId } = caller;
      const nowMs = clock.nowMs();
      const before = await find(caller, deliveryId);
      const result = await commit.submit({
        kind: "delivery.retry",
        accountId,
        deliveryId,
        nowMs,
        audit: audit(
          caller,
          "delivery.retry",
          deliveryId,
          fieldChanges(fieldsOf(before), { status: "pending", next_attempt_at: instant(nowMs) }),
        ),
      });
      switch (result.kind) {
        case "not_found":
          throw notFound();
        case "in_flight":
          throw new Problem("conflict", "Cannot retry this delivery as an attempt is under way");
        case "payload_expired":
          throw payloadExpired("Cannot retry this delivery");
        case "webhook_deleted":
          throw new Problem("conflict", "Cannot retry this delivery as its webhook is deleted");
        case "due": {
          // First of all, and whatever fails afterwards: what is committed must be known to its lane.
          await wakeLane({ accountId, webhookId: result.webhookId }, ports);
          return deliveryView(await find(caller, deliveryId));
        }
      }
    },

    async cancel(caller, deliveryId) {
      const { accountId } = caller;
      const before = await find(caller, deliveryId);
      const result = await commit.submit({
        kind: "delivery.cancel",
        accountId,
        deliveryId,
        reason: "by_hand",
        nowMs: clock.nowMs(),
        audit: audit(
          caller,
          "delivery.cancel",
          deliveryId,
          fieldChanges(fieldsOf(before), { status: "cancelled", cancelled_reason: "by_hand" }),
        ),
      });
      switch (result.kind) {
        case "not_found":
          throw notFound();
        case "finished":
          throw new Problem("conflict", `Cannot cancel this delivery as it is ${result.state}`);
        case "cancelled":
          tellCancelled({ accountId, webhookId: result.webhookId }, deliveryId, 1, ports);
          // A FIFO lane may be waiting for the very delivery that is gone now.
          await wakeLane({ accountId, webhookId: result.webhookId }, ports);
          return deliveryView(await find(caller, deliveryId));
      }
    },
  };
}

/** For the audit log, in the words of the API. */
function fieldsOf(record: DeliveryRecord): Fields {
  return {
    status: record.state,
    next_attempt_at: instantOrNull(record.nextAttemptMs),
    cancelled_reason: record.cancelledReason,
  };
}

function notFound(): Problem {
  return new Problem("not_found", "There is no such delivery");
}
