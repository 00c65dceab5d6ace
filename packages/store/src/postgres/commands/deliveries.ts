import type { CancelDelivery, CancelResult, RetryDelivery, RetryResult } from "../../port/commands.ts";
import type { ReplayEvent, ReplayResult } from "../../port/replay.ts";
import { CANCELLED, PENDING, stateName } from "../../rows/delivery.ts";
import { type Database, prepare } from "../driver.ts";
import type { AppendAudit } from "./audit.ts";
import { prepareOwe } from "./owe.ts";
import type { Rollups } from "./rollups.ts";

export interface DeliveryCommands {
  retry(command: RetryDelivery): Promise<RetryResult>;
  cancel(command: CancelDelivery): Promise<CancelResult>;
  replay(command: ReplayEvent): Promise<ReplayResult>;
}

interface StandingRow {
  readonly webhook_id: string;
  readonly state: number;
  readonly open: number;
  readonly webhook_live: number;
  readonly payload_expired: number;
}

export function prepareDeliveries(database: Database, appendAudit: AppendAudit, rollups: Rollups): DeliveryCommands {
  const standing = prepare<StandingRow>(
    database,
    `SELECT webhook_id, state, open_attempt_id IS NOT NULL AS open,
       EXISTS (SELECT 1 FROM callcall.webhooks
         WHERE account_id = deliveries.account_id AND id = deliveries.webhook_id AND deleted_ms IS NULL
       ) AS webhook_live,
       (SELECT expired_bytes IS NOT NULL FROM callcall.events
         WHERE account_id = deliveries.account_id AND id = deliveries.event_id) AS payload_expired
     FROM callcall.deliveries WHERE account_id = $1 AND id = $2`,
  );
  const cancel = prepare(
    database,
    `UPDATE callcall.deliveries SET state = ${CANCELLED}, cancelled_reason = $3, finished_ms = $4, next_attempt_ms = NULL
     WHERE account_id = $1 AND id = $2`,
  );

  const webhook = prepare(
    database,
    "SELECT 1 FROM callcall.webhooks WHERE account_id = $1 AND id = $2 AND deleted_ms IS NULL",
  );
  // An event has one delivery for each webhook, so this walks a thousand at most.
  const owed = prepare<{ id: string; state: number; open: number }>(
    database,
    `SELECT id, state, open_attempt_id IS NOT NULL AS open FROM callcall.deliveries
     WHERE account_id = $1 AND event_id = $2 AND webhook_id = $3`,
  );
  const owe = prepareOwe(database);

  return {
    async replay({ accountId, eventId, webhookId, deliveryId, nowMs, audit }) {
      const event = (await owe.events(accountId, [eventId])).get(eventId);
      if (event === undefined) return { kind: "event_not_found" };
      if ((await webhook.get(accountId, webhookId)) === undefined) return { kind: "webhook_not_found" };
      const earlier = await owed.get(accountId, eventId, webhookId);
      if (earlier?.open === 1) return { kind: "in_flight" };
      if (event.payloadExpired === 1) return { kind: "payload_expired" };
      if (earlier === undefined) {
        await owe.insert({ accountId, webhookId, nowMs, jobId: null }, [{ deliveryId, event }]);
        rollups.note({ accountId, webhookId, atMs: nowMs, counts: { created: 1 } });
      } else {
        await owe.makeDue({ accountId, nowMs, jobId: null }, [earlier.id]);
        if (earlier.state !== PENDING) rollups.note({ accountId, webhookId, atMs: nowMs, counts: { reopened: 1 } });
      }
      await appendAudit(audit);
      return { kind: "due", deliveryId: earlier?.id ?? deliveryId };
    },
    async retry({ accountId, deliveryId, nowMs, audit }) {
      const row = await standing.get(accountId, deliveryId);
      if (row === undefined) return { kind: "not_found" };
      if (row.webhook_live === 0) return { kind: "webhook_deleted" };
      if (row.open === 1) return { kind: "in_flight" };
      if (row.payload_expired === 1) return { kind: "payload_expired" };
      await owe.makeDue({ accountId, nowMs, jobId: null }, [deliveryId]);
      await appendAudit(audit);
      const { webhook_id: webhookId } = row;
      if (row.state !== PENDING) rollups.note({ accountId, webhookId, atMs: nowMs, counts: { reopened: 1 } });
      return { kind: "due", webhookId };
    },
    async cancel({ accountId, deliveryId, reason, nowMs, audit }) {
      const row = await standing.get(accountId, deliveryId);
      if (row === undefined) return { kind: "not_found" };
      if (row.state !== PENDING) return { kind: "finished", state: stateName(row.state) };
      await cancel.run(accountId, deliveryId, reason, nowMs);
      await appendAudit(audit);
      const { webhook_id: webhookId } = row;
      rollups.note({ accountId, webhookId, atMs: nowMs, counts: { cancelled: 1 } });
      return { kind: "cancelled", webhookId };
    },
  };
}
