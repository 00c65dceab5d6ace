import type { DeliveryRecord, EventRecord, OpenAttempt } from "@callcall/store";

/** A delivery in the hands of a node: what its lane queues and its attempt sends. */
export interface Parcel {
  readonly accountId: string;
  readonly webhookId: string;
  readonly deliveryId: string;
  readonly eventId: string;
  readonly eventType: string;
  /** Attempts begun before; the next one is this plus one. */
  readonly attemptCount: number;
  /** Of these, how many count against the retry schedule. */
  readonly chargedCount: number;
  /** Not to be sent earlier. */
  readonly dueMs: number;
  /** The event's payload, time and trace, while they are at hand; null: read them when the attempt begins. */
  readonly event: Pick<EventRecord, "createdMs" | "data" | "trace"> | null;
  /** Set when the commit that created the delivery began its first attempt as well. */
  readonly open: OpenAttempt | null;
}

export function parcelOf(record: DeliveryRecord): Parcel {
  return {
    accountId: record.accountId,
    webhookId: record.webhookId,
    deliveryId: record.id,
    eventId: record.eventId,
    eventType: record.eventType,
    attemptCount: record.attemptCount,
    chargedCount: record.chargedCount,
    dueMs: record.nextAttemptMs ?? 0,
    event: null,
    open: null,
  };
}
