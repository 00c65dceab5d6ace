import type { BeginAttempt, BeginResult, SettleAttempt, SettleResult } from "../../port/commands.ts";
import type { DeliveryState } from "../../port/records.ts";
import { ATTEMPT_COLUMNS, attemptValues } from "../../rows/attempt.ts";
import { CANCELLED, PENDING, stateCode, stateName } from "../../rows/delivery.ts";
import { noteOfSettle } from "../../stats/notes.ts";
import { Columns, concatenate } from "../columns.ts";
import { type Database, prepare } from "../driver.ts";
import type { RaiseSignals } from "./alert-signals.ts";
import type { RecordHealth } from "./health.ts";
import type { Rollups } from "./rollups.ts";

export interface AttemptCommands {
  begin(commands: readonly BeginAttempt[]): Promise<readonly BeginResult[]>;
  settle(commands: readonly SettleAttempt[]): Promise<readonly SettleResult[]>;
}

const BEGUN = new Columns(
  ["place", "int"],
  ["account_id", "text"],
  ["delivery_id", "text"],
  ["attempt_id", "text"],
  ["started_ms", "bigint"],
);

/** Of those of an attempt that are not text. */
const TYPES: Readonly<Record<string, string>> = {
  number: "int",
  charged: "smallint",
  started_ms: "bigint",
  dns_ms: "float8",
  connect_ms: "float8",
  tls_ms: "float8",
  first_byte_ms: "float8",
  total_ms: "float8",
  status: "int",
  body_bytes: "bigint",
  body_truncated: "smallint",
  body_incomplete: "smallint",
};
/** Bodies of responses come apart from the other columns. */
const ATTEMPT = ATTEMPT_COLUMNS.filter((name) => name !== "response_body");

const SETTLED = new Columns(
  ...ATTEMPT.map((name) => [name, TYPES[name] ?? "text"] as const),
  ["place", "int"],
  ["body_at", "int"],
  ["body_kept", "int"],
  ["state", "smallint"],
  ["charged_count", "int"],
  ["next_attempt_ms", "bigint"],
  ["finished_ms", "bigint"],
);

export function prepareAttempts(
  database: Database,
  rollups: Rollups,
  recordHealth: RecordHealth,
  raiseSignals: RaiseSignals,
): AttemptCommands {
  const begin = prepare<{ place: number; attempt_count: number }>(
    database,
    `UPDATE callcall.deliveries AS stored SET attempt_count = stored.attempt_count + 1,
       open_attempt_id = given.attempt_id, open_started_ms = given.started_ms
     FROM ${BEGUN.from("given", 1)}
     WHERE stored.account_id = given.account_id AND stored.id = given.delivery_id
       AND stored.state = ${PENDING} AND stored.open_attempt_id IS NULL
     RETURNING given.place, stored.attempt_count`,
  );
  // The open attempt's id is the fence: whoever does not hold it changes no row, here or below. One that was
  // cancelled while it was being sent stays cancelled, and what was sent is told all the same.
  const unlessCancelled = (column: string) =>
    `${column} = CASE WHEN stored.state = ${CANCELLED} THEN stored.${column} ELSE given.${column} END`;
  const settle = prepare<{ place: number; state: number }>(
    database,
    `WITH given AS (
       SELECT * FROM ${SETTLED.from("given", 1)}
     ), ended AS (
       UPDATE callcall.deliveries AS stored SET ${unlessCancelled("state")}, ${unlessCancelled("next_attempt_ms")},
         ${unlessCancelled("finished_ms")}, charged_count = given.charged_count, last_outcome = given.outcome,
         last_status = given.status, open_attempt_id = NULL, open_started_ms = NULL
       FROM given
       WHERE stored.account_id = given.account_id AND stored.id = given.delivery_id
         AND stored.open_attempt_id = given.id AND stored.state IN (${PENDING}, ${CANCELLED})
       RETURNING given.place, stored.state
     ), told AS (
       INSERT INTO callcall.attempts (${ATTEMPT.join(", ")}, response_body)
       SELECT ${ATTEMPT.map((name) => `given.${name}`).join(", ")},
         substring($${SETTLED.length + 1}::bytea FROM body_at FOR body_kept)
       FROM given JOIN ended USING (place)
     )
     SELECT place, state FROM ended`,
  );

  async function settleAll(commands: readonly SettleAttempt[]): Promise<ReadonlyMap<number, DeliveryState>> {
    const pieces: Uint8Array[] = [];
    let at = 1;
    const rows = commands.map((command, place) => {
      const { attempt, state, chargedCount, nextAttemptMs, settledMs } = command;
      const values = attemptValues(attempt).slice(0, ATTEMPT.length);
      const body = attempt.response?.body;
      const cut = body === undefined ? [null, null] : [at, body.byteLength];
      if (body !== undefined) {
        pieces.push(body);
        at += body.byteLength;
      }
      const finishedMs = state === "pending" ? null : settledMs;
      return [...values, place, ...cut, stateCode(state), chargedCount, nextAttemptMs, finishedMs];
    });
    const ended = await settle.all(...SETTLED.arrays(rows), concatenate(pieces));
    return new Map(ended.map(({ place, state }) => [place, stateName(state)]));
  }

  return {
    async begin(commands) {
      const rows = commands.map(({ accountId, deliveryId, attemptId, startedMs }, place) => [
        ...[place, accountId, deliveryId, attemptId, startedMs],
      ]);
      const results: BeginResult[] = commands.map(() => ({ kind: "stale" }));
      for (const { place, attempt_count: number } of await begin.all(...BEGUN.arrays(rows))) {
        results[place] = { kind: "begun", number };
      }
      return results;
    },
    async settle(commands) {
      const states = await settleAll(commands);
      const settled = commands.filter((_, place) => states.has(place));
      await recordHealth(settled);
      await raiseSignals(
        commands.flatMap((command, place) => {
          const state = states.get(place);
          const isExhausted = state === "failed" || (state === "pending" && command.blocks === true);
          if (!isExhausted) return [];
          const { attempt, webhookId, settledMs: atMs } = command;
          return [{ accountId: attempt.accountId, webhookId, kind: "delivery_exhausted", atMs }];
        }),
      );
      return commands.map((command, place): SettleResult => {
        const state = states.get(place);
        if (state === undefined) return { kind: "stale" };
        rollups.note(noteOfSettle(command, state));
        return { kind: "settled", state };
      });
    },
  };
}
