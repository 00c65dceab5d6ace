import { LIMITS } from "@callcall/contract";
import type { WebhookRecord } from "@callcall/store";

const DAY_MS = 86_400_000;

/** How long the secret before signs beside one that was exchanged on schedule: as long as a rotation may overlap. */
export const SCHEDULED_OVERLAP_SECONDS: number = LIMITS.overlap_seconds_max;

type Age = Pick<WebhookRecord, "secretCreatedMs" | "secretRotationDays">;

/** When a webhook's secret is due to be exchanged; null: never. */
export function rotationDueMs({ secretCreatedMs, secretRotationDays }: Age): number | null {
  return secretRotationDays === null ? null : secretCreatedMs + secretRotationDays * DAY_MS;
}

/** A secret to exchange: `secretCreatedMs` tells which. */
export type DueRotation = Pick<WebhookRecord, "accountId" | "id" | "secretCreatedMs">;

/** Those of `webhooks` whose secret the server is to exchange now. */
export function dueRotations(webhooks: readonly WebhookRecord[], nowMs: number): readonly DueRotation[] {
  return webhooks
    .filter((webhook) => webhook.secretRotationAutomatic && webhook.status === "enabled")
    .filter((webhook) => (rotationDueMs(webhook) ?? Number.POSITIVE_INFINITY) <= nowMs)
    .map(({ accountId, id, secretCreatedMs }) => ({ accountId, id, secretCreatedMs }));
}
