/**
 * The attempts of an event that goes. Those that do not fit into the step stay behind, unseen since nothing leads to
 * them any more, and are cleared away by the steps that follow: an event for a thousand webhooks that failed
 * thirteen times each has 13,000 of them.
 */
import { type Database, prepare } from "../driver.ts";

export interface Leftovers {
  /** Remove the attempts of a delivery, or the bodies alone; put it off where there is no room. The rows changed. */
  clear(accountId: string, deliveryId: string, bodiesOnly: boolean, room: number): Promise<number>;
  /** Clear what was put off, about `limit` rows of it. The rows changed. */
  drain(limit: number): Promise<number>;
}

interface PutOffRow {
  readonly account_id: string;
  readonly delivery_id: string;
  readonly bodies_only: number;
}

/** Deliveries that are looked up at once. */
const DRAINED = 100;

export function prepareLeftovers(database: Database): Leftovers {
  const deleteAttempts = prepare(database, "DELETE FROM callcall.attempts WHERE account_id = $1 AND delivery_id = $2");
  const clearBodies = prepare(
    database,
    "UPDATE callcall.attempts SET response_body = NULL WHERE account_id = $1 AND delivery_id = $2 AND response_body IS NOT NULL",
  );
  // The event may go while the bodies of its attempts are still to be cleared.
  const putOff = prepare(
    database,
    `INSERT INTO callcall.expired_deliveries AS stored (account_id, delivery_id, bodies_only) VALUES ($1, $2, $3)
     ON CONFLICT (account_id, delivery_id) DO UPDATE SET
       bodies_only = LEAST(stored.bodies_only, excluded.bodies_only)`,
  );
  const waiting = prepare<PutOffRow>(
    database,
    "SELECT account_id, delivery_id, bodies_only FROM callcall.expired_deliveries ORDER BY account_id, delivery_id LIMIT $1",
  );
  const done = prepare(database, "DELETE FROM callcall.expired_deliveries WHERE account_id = $1 AND delivery_id = $2");

  async function clearNow(accountId: string, deliveryId: string, bodiesOnly: boolean): Promise<number> {
    return (await (bodiesOnly ? clearBodies : deleteAttempts).run(accountId, deliveryId)).changes;
  }

  return {
    async clear(accountId, deliveryId, bodiesOnly, room) {
      if (room > 0) return clearNow(accountId, deliveryId, bodiesOnly);
      await putOff.run(accountId, deliveryId, bodiesOnly ? 1 : 0);
      return 1;
    },
    async drain(limit) {
      let rows = 0;
      while (rows < limit) {
        const found = await waiting.all(Math.min(DRAINED, limit - rows));
        for (const { account_id: accountId, delivery_id: deliveryId, bodies_only: bodiesOnly } of found) {
          if (rows >= limit) return rows;
          rows += 1 + (await clearNow(accountId, deliveryId, bodiesOnly === 1));
          await done.run(accountId, deliveryId);
        }
        if (found.length === 0) return rows;
      }
      return rows;
    },
  };
}
