import type { AuditRecord } from "./records.ts";

/**
 * Owe an event to a webhook, whether or not it was owed before: a delivery that is there becomes due at `nowMs` as by
 * a retry, and there is never a second one for the same event and webhook.
 */
export interface ReplayEvent {
  readonly kind: "event.replay";
  readonly accountId: string;
  readonly eventId: string;
  readonly webhookId: string;
  /** The id of the delivery, should there be none yet. */
  readonly deliveryId: string;
  readonly nowMs: number;
  readonly audit: AuditRecord;
}

export type ReplayResult =
  | { readonly kind: "due"; readonly deliveryId: string }
  /** An attempt of it is open right now. */
  | { readonly kind: "in_flight" }
  | { readonly kind: "event_not_found" }
  /** Retention has removed the payload: there is nothing to send. */
  | { readonly kind: "payload_expired" }
  /** Unknown, or deleted. */
  | { readonly kind: "webhook_not_found" };
