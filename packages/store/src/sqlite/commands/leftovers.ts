/**
 * The attempts of an event that goes. Those that do not fit into the step stay behind, unseen since nothing leads to
 * them any more, and are cleared away by the steps that follow: an event for a thousand webhooks that failed
 * thirteen times each has 13,000 of them.
 */
import { type Database, prepare } from "../driver.ts";

export interface Leftovers {
  /** Remove the attempts of a delivery, or the bodies alone; put it off where there is no room. The rows changed. */
  clear(accountId: string, deliveryId: string, bodiesOnly: boolean, room: number): number;
  /** Clear what was put off, about `limit` rows of it. The rows changed. */
  drain(limit: number): number;
}

interface PutOffRow {
  readonly account_id: string;
  readonly delivery_id: string;
  readonly bodies_only: number;
}

/** Deliveries that are looked up at once. */
const DRAINED = 100;

export function prepareLeftovers(database: Database): Leftovers {
  const deleteAttempts = prepare(database, "DELETE FROM attempts WHERE account_id = ? AND delivery_id = ?");
  const clearBodies = prepare(
    database,
    "UPDATE attempts SET response_body = NULL WHERE account_id = ? AND delivery_id = ? AND response_body IS NOT NULL",
  );
  // The event may go while the bodies of its attempts are still to be cleared.
  const putOff = prepare(
    database,
    `INSERT INTO expired_deliveries (account_id, delivery_id, bodies_only) VALUES (?1, ?2, ?3)
     ON CONFLICT (account_id, delivery_id) DO UPDATE SET bodies_only = MIN(bodies_only, excluded.bodies_only)`,
  );
  const waiting = prepare<PutOffRow>(
    database,
    "SELECT account_id, delivery_id, bodies_only FROM expired_deliveries ORDER BY account_id, delivery_id LIMIT ?",
  );
  const done = prepare(database, "DELETE FROM expired_deliveries WHERE account_id = ? AND delivery_id = ?");

  function clearNow(accountId: string, deliveryId: string, bodiesOnly: boolean): number {
    return Number((bodiesOnly ? clearBodies : deleteAttempts).run(accountId, deliveryId).changes);
  }

  return {
    clear(accountId, deliveryId, bodiesOnly, room) {
      if (room > 0) return clearNow(accountId, deliveryId, bodiesOnly);
      putOff.run(accountId, deliveryId, bodiesOnly ? 1 : 0);
      return 1;
    },
    drain(limit) {
      let rows = 0;
      while (rows < limit) {
        const found = waiting.all(Math.min(DRAINED, limit - rows));
        for (const { account_id: accountId, delivery_id: deliveryId, bodies_only: bodiesOnly } of found) {
          if (rows >= limit) return rows;
          rows += 1 + clearNow(accountId, deliveryId, bodiesOnly === 1);
          done.run(accountId, deliveryId);
        }
        if (found.length === 0) return rows;
      }
      return rows;
    },
  };
}
