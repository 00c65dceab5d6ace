/** One step of a sweep: a walk over accounts, and in each over what has had its time, oldest first. */
import { createHash } from "node:crypto";
import type { Sweep, SweepPosition, SweepResult } from "../../port/retention.ts";
import { PENDING, SUCCEEDED } from "../../rows/delivery.ts";
import { CANDIDATES, type CandidateRow, GONE_ALREADY, HELD, type Outcome } from "../../rows/sweep.ts";
import { type Database, prepare } from "../driver.ts";
import { prepareLeftovers } from "./leftovers.ts";
import { type Walk, walkOf } from "./sweep-walk.ts";

interface Subject extends Walk {
  treat(accountId: string, row: CandidateRow, endedBeforeMs: number, room: number): Promise<Outcome>;
}

export function prepareSweep(database: Database): (command: Sweep) => Promise<SweepResult> {
  const leftovers = prepareLeftovers(database);
  const events = walkOf(database, "events", "created_ms", "expired_bytes IS NOT NULL");
  const audit = walkOf(database, "audit_log", "at_ms", "0");

  // Owed to somebody, being sent (a cancelled one may be), or ended so lately that somebody may want to see what came of it.
  const stays = `state = ${PENDING} OR open_attempt_id IS NOT NULL OR finished_ms >= $3`;
  const isHeld = prepare(
    database,
    `SELECT 1 FROM callcall.deliveries WHERE account_id = $1 AND event_id = $2 AND (${stays}) LIMIT 1`,
  );
  const notDelivered = prepare(
    database,
    `SELECT 1 FROM callcall.deliveries
     WHERE account_id = $1 AND event_id = $2 AND (state <> ${SUCCEEDED} OR ${stays}) LIMIT 1`,
  );
  const deliveriesOf = prepare<{ readonly id: string }>(
    database,
    "SELECT id FROM callcall.deliveries WHERE account_id = $1 AND event_id = $2",
  );
  const deleteEvent = prepare(database, "DELETE FROM callcall.events WHERE account_id = $1 AND id = $2");
  const deleteDelivery = prepare(database, "DELETE FROM callcall.deliveries WHERE account_id = $1 AND id = $2");
  const deleteEntry = prepare(
    database,
    "DELETE FROM callcall.audit_log WHERE account_id = $1 AND at_ms = $2 AND id = $3",
  );
  const payloadOf = prepare<{ readonly data: Uint8Array }>(
    database,
    "SELECT data FROM callcall.events WHERE account_id = $1 AND id = $2",
  );
  const expirePayload = prepare(
    database,
    "UPDATE callcall.events SET data = '', expired_bytes = $3, expired_sha256 = $4 WHERE account_id = $1 AND id = $2",
  );

  const subjects: Readonly<Record<Sweep["subject"], Subject>> = {
    events: {
      ...events,
      async treat(accountId, { id }, endedBeforeMs, room) {
        if ((await isHeld.get(accountId, id, endedBeforeMs)) !== undefined) return HELD;
        const deliveries = await deliveriesOf.all(accountId, id);
        await deleteEvent.run(accountId, id);
        let rows = 1 + deliveries.length;
        for (const delivery of deliveries) {
          await deleteDelivery.run(accountId, delivery.id);
          rows += await leftovers.clear(accountId, delivery.id, false, room - rows);
        }
        return { rows, held: false };
      },
    },
    payloads: {
      ...events,
      async treat(accountId, { id, bare }, endedBeforeMs, room) {
        if (bare === 1) return GONE_ALREADY;
        const deliveries = await deliveriesOf.all(accountId, id);
        if (deliveries.length === 0 || (await notDelivered.get(accountId, id, endedBeforeMs)) !== undefined)
          return HELD;
        const data = (await payloadOf.get(accountId, id))?.data ?? new Uint8Array();
        await expirePayload.run(accountId, id, data.length, createHash("sha256").update(data).digest());
        let rows = 1;
        for (const delivery of deliveries) rows += await leftovers.clear(accountId, delivery.id, true, room - rows);
        return { rows, held: false };
      },
    },
    audit: {
      ...audit,
      async treat(accountId, { ms, id }) {
        return { rows: (await deleteEntry.run(accountId, ms, id)).changes, held: false };
      },
    },
  };

  return async (command) => {
    const { nextAccount, candidates, oldest, treat } = subjects[command.subject];
    const { fromMs, beforeMs, endedBeforeMs, limit } = command;
    let rows = command.subject === "audit" ? 0 : await leftovers.drain(limit);
    let removed = 0;
    let held = 0;
    let oldestMs: number | null = null;
    let after = command.after;
    const result = (next: SweepPosition | null): SweepResult => ({
      kind: "swept",
      removed,
      rows,
      held,
      oldestMs,
      next,
    });

    for (;;) {
      const accountId = after?.accountId ?? (await nextAccount.get(""))?.account_id;
      if (accountId === undefined) return result(null);
      let [ms, id] = after === null ? [fromMs, ""] : [after.ms, after.id];
      for (;;) {
        if (rows >= limit) return result({ accountId, ms, id });
        const wanted = Math.min(CANDIDATES, limit - rows);
        const found = await candidates.all(accountId, ms, id, beforeMs, wanted);
        for (const row of found) {
          if (rows >= limit) return result({ accountId, ms, id });
          const outcome = await treat(accountId, row, endedBeforeMs, limit - rows);
          ({ ms, id } = row);
          rows += 1 + outcome.rows;
          if (outcome.held) held++;
          else if (outcome.rows > 0) removed++;
        }
        if (found.length < wanted) break;
      }
      const left = (await oldest.get(accountId))?.ms;
      if (left !== undefined) oldestMs = Math.min(oldestMs ?? left, left);
      const next = (await nextAccount.get(accountId))?.account_id;
      if (next === undefined) return result(null);
      rows++;
      after = { accountId: next, ms: fromMs, id: "" };
    }
  };
}
