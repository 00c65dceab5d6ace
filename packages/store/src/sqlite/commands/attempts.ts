import type { BeginAttempt, BeginResult, SettleAttempt, SettleResult } from "../../port/commands.ts";
import { ATTEMPT_COLUMNS, attemptValues } from "../../rows/attempt.ts";
import { CANCELLED, PENDING, stateCode } from "../../rows/delivery.ts";
import { noteOfSettle } from "../../stats/notes.ts";
import { type Database, prepare } from "../driver.ts";
import type { RaiseSignal } from "./alert-signals.ts";
import type { AppendAudit } from "./audit.ts";
import { prepareHealth } from "./health.ts";
import type { Rollups } from "./rollups.ts";
import type { Subscriptions } from "./subscriptions.ts";

export interface AttemptCommands {
  begin(command: BeginAttempt): BeginResult;
  settle(command: SettleAttempt): SettleResult;
}

export function prepareAttempts(
  database: Database,
  subscriptions: Subscriptions,
  appendAudit: AppendAudit,
  rollups: Rollups,
  raiseSignal: RaiseSignal,
): AttemptCommands {
  const recordHealth = prepareHealth(database, subscriptions, appendAudit, raiseSignal);
  const begin = prepare<{ attempt_count: number }>(
    database,
    `UPDATE deliveries SET attempt_count = attempt_count + 1, open_attempt_id = ?3, open_started_ms = ?4
     WHERE account_id = ?1 AND id = ?2 AND state = ${PENDING} AND open_attempt_id IS NULL
     RETURNING attempt_count`,
  );
  // The open attempt's id is the fence: whoever does not hold it changes no row, here or below.
  const settle = prepare(
    database,
    `UPDATE deliveries SET state = ?4, charged_count = ?5, next_attempt_ms = ?6, finished_ms = ?7,
       last_outcome = ?8, last_status = ?9, open_attempt_id = NULL, open_started_ms = NULL
     WHERE account_id = ?1 AND id = ?2 AND open_attempt_id = ?3 AND state = ${PENDING}`,
  );
  // Cancelled while it was being sent: it stays cancelled, and what was sent is told all the same.
  const settleCancelled = prepare(
    database,
    `UPDATE deliveries SET charged_count = ?4, last_outcome = ?5, last_status = ?6,
       open_attempt_id = NULL, open_started_ms = NULL
     WHERE account_id = ?1 AND id = ?2 AND open_attempt_id = ?3 AND state = ${CANCELLED}`,
  );
  const insertAttempt = prepare(
    database,
    `INSERT INTO attempts (${ATTEMPT_COLUMNS.join(", ")}) VALUES (${ATTEMPT_COLUMNS.map(() => "?").join(", ")})`,
  );

  /** The state afterwards; undefined when the fence has passed to another. */
  function close(command: SettleAttempt): SettleAttempt["state"] | "cancelled" | undefined {
    const { attempt, state, chargedCount, nextAttemptMs, settledMs } = command;
    const status = attempt.response?.status ?? null;
    const fence = [attempt.accountId, attempt.deliveryId, attempt.id] as const;
    const finishedMs = state === "pending" ? null : settledMs;
    const settled = settle.run(
      ...fence,
      stateCode(state),
      chargedCount,
      nextAttemptMs,
      finishedMs,
      attempt.outcome,
      status,
    );
    if (settled.changes === 1) return state;
    return settleCancelled.run(...fence, chargedCount, attempt.outcome, status).changes === 1 ? "cancelled" : undefined;
  }

  return {
    begin({ accountId, deliveryId, attemptId, startedMs }) {
      const row = begin.get(accountId, deliveryId, attemptId, startedMs);
      return row === undefined ? { kind: "stale" } : { kind: "begun", number: row.attempt_count };
    },
    settle(command) {
      const state = close(command);
      if (state === undefined) return { kind: "stale" };
      insertAttempt.run(...attemptValues(command.attempt));
      recordHealth(command);
      rollups.note(noteOfSettle(command, state));
      const { attempt, webhookId, settledMs } = command;
      if (state === "failed" || (state === "pending" && command.blocks))
        raiseSignal(attempt.accountId, webhookId, "delivery_exhausted", settledMs);
      return { kind: "settled", state };
    },
  };
}
