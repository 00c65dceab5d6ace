/** One step of a sweep: a walk over accounts, and in each over what has had its time, oldest first. */
import { createHash } from "node:crypto";
import type { Sweep, SweepPosition, SweepResult } from "../../port/retention.ts";
import { PENDING, SUCCEEDED } from "../../rows/delivery.ts";
import { CANDIDATES, type CandidateRow, GONE_ALREADY, HELD, type Outcome } from "../../rows/sweep.ts";
import { type Database, prepare, type Statement } from "../driver.ts";
import { prepareLeftovers } from "./leftovers.ts";

interface Subject {
  readonly nextAccount: Statement<{ readonly account_id: string }>;
  readonly candidates: Statement<CandidateRow>;
  readonly oldest: Statement<{ readonly ms: number }>;
  treat(accountId: string, row: CandidateRow, endedBeforeMs: number, room: number): Outcome;
}

export function prepareSweep(database: Database): (command: Sweep) => SweepResult {
  const leftovers = prepareLeftovers(database);
  const events = walkOf(database, "events", "events_newest", "created_ms", "expired_bytes IS NOT NULL");
  const audit = walkOf(database, "audit_log", null, "at_ms", "0");

  // Owed to somebody, being sent (a cancelled one may be), or ended so lately that somebody may want to see what came of it.
  const stays = `state = ${PENDING} OR open_attempt_id IS NOT NULL OR finished_ms >= ?3`;
  const isHeld = prepare(
    database,
    `SELECT 1 FROM deliveries INDEXED BY deliveries_by_event WHERE account_id = ?1 AND event_id = ?2 AND (${stays}) LIMIT 1`,
  );
  const notDelivered = prepare(
    database,
    `SELECT 1 FROM deliveries INDEXED BY deliveries_by_event
     WHERE account_id = ?1 AND event_id = ?2 AND (state <> ${SUCCEEDED} OR ${stays}) LIMIT 1`,
  );
  const deliveriesOf = prepare<{ readonly id: string }>(
    database,
    "SELECT id FROM deliveries INDEXED BY deliveries_by_event WHERE account_id = ? AND event_id = ?",
  );
  const deleteEvent = prepare(database, "DELETE FROM events WHERE account_id = ? AND id = ?");
  const deleteDelivery = prepare(database, "DELETE FROM deliveries WHERE account_id = ? AND id = ?");
  const deleteEntry = prepare(database, "DELETE FROM audit_log WHERE account_id = ? AND at_ms = ? AND id = ?");
  const payloadOf = prepare<{ readonly data: Uint8Array }>(
    database,
    "SELECT data FROM events WHERE account_id = ? AND id = ?",
  );
  const expirePayload = prepare(
    database,
    "UPDATE events SET data = x'', expired_bytes = ?3, expired_sha256 = ?4 WHERE account_id = ?1 AND id = ?2",
  );

  const subjects: Readonly<Record<Sweep["subject"], Subject>> = {
    events: {
      ...events,
      treat(accountId, { id }, endedBeforeMs, room) {
        if (isHeld.get(accountId, id, endedBeforeMs) !== undefined) return HELD;
        const deliveries = deliveriesOf.all(accountId, id);
        deleteEvent.run(accountId, id);
        let rows = 1 + deliveries.length;
        for (const delivery of deliveries) {
          deleteDelivery.run(accountId, delivery.id);
          rows += leftovers.clear(accountId, delivery.id, false, room - rows);
        }
        return { rows, held: false };
      },
    },
    payloads: {
      ...events,
      treat(accountId, { id, bare }, endedBeforeMs, room) {
        if (bare === 1) return GONE_ALREADY;
        const deliveries = deliveriesOf.all(accountId, id);
        if (deliveries.length === 0 || notDelivered.get(accountId, id, endedBeforeMs) !== undefined) return HELD;
        const data = payloadOf.get(accountId, id)?.data ?? new Uint8Array();
        expirePayload.run(accountId, id, data.length, createHash("sha256").update(data).digest());
        let rows = 1;
        for (const delivery of deliveries) rows += leftovers.clear(accountId, delivery.id, true, room - rows);
        return { rows, held: false };
      },
    },
    audit: {
      ...audit,
      treat(accountId, { ms, id }) {
        return { rows: Number(deleteEntry.run(accountId, ms, id).changes), held: false };
      },
    },
  };

  return (command) => {
    const { nextAccount, candidates, oldest, treat } = subjects[command.subject];
    const { fromMs, beforeMs, endedBeforeMs, limit } = command;
    let rows = command.subject === "audit" ? 0 : leftovers.drain(limit);
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
      const accountId = after?.accountId ?? nextAccount.get("")?.account_id;
      if (accountId === undefined) return result(null);
      let [ms, id] = after === null ? [fromMs, ""] : [after.ms, after.id];
      for (;;) {
        if (rows >= limit) return result({ accountId, ms, id });
        const wanted = Math.min(CANDIDATES, limit - rows);
        const found = candidates.all(accountId, ms, id, beforeMs, wanted);
        for (const row of found) {
          if (rows >= limit) return result({ accountId, ms, id });
          const outcome = treat(accountId, row, endedBeforeMs, limit - rows);
          ({ ms, id } = row);
          rows += 1 + outcome.rows;
          if (outcome.held) held++;
          else if (outcome.rows > 0) removed++;
        }
        if (found.length < wanted) break;
      }
      const left = oldest.get(accountId)?.ms;
      if (left !== undefined) oldestMs = Math.min(oldestMs ?? left, left);
      const next = nextAccount.get(accountId)?.account_id;
      if (next === undefined) return result(null);
      rows++;
      after = { accountId: next, ms: fromMs, id: "" };
    }
  };
}

/** How to go through a table by account and instant, each step a seek. */
function walkOf(
  database: Database,
  table: string,
  index: string | null,
  instant: string,
  bare: string,
): Omit<Subject, "treat"> {
  const from = index === null ? table : `${table} INDEXED BY ${index}`;
  return {
    nextAccount: prepare(database, `SELECT account_id FROM ${from} WHERE account_id > ? ORDER BY account_id LIMIT 1`),
    candidates: prepare(
      database,
      `SELECT ${instant} AS ms, id, ${bare} AS bare FROM ${from}
       WHERE account_id = ?1 AND (${instant}, id) > (?2, ?3) AND ${instant} < ?4
       ORDER BY ${instant}, id LIMIT ?5`,
    ),
    oldest: prepare(database, `SELECT ${instant} AS ms FROM ${from} WHERE account_id = ? ORDER BY ${instant} LIMIT 1`),
  };
}
