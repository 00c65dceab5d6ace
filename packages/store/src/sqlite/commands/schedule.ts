import type { MoveSchedule, ScheduleResults } from "../../port/schedule.ts";
import { PENDING } from "../../rows/delivery.ts";
import { type Database, prepare } from "../driver.ts";

/** One transaction for all of it: half of a schedule that is moved would be sent early, or a year late. */
export function prepareMoveSchedule(database: Database): (command: MoveSchedule) => ScheduleResults["schedule.move"] {
  const statements = [
    `UPDATE deliveries INDEXED BY deliveries_due SET next_attempt_ms = next_attempt_ms + ?1
     WHERE state = ${PENDING} AND open_attempt_id IS NULL`,
    `UPDATE webhooks SET paused_until_ms = paused_until_ms + ?1, failing_since_ms = failing_since_ms + ?1
     WHERE paused_until_ms IS NOT NULL OR failing_since_ms IS NOT NULL`,
    `UPDATE alert_notifications INDEXED BY alert_notifications_due SET next_try_ms = next_try_ms + ?1
     WHERE next_try_ms IS NOT NULL`,
  ].map((sql) => prepare(database, sql));

  const clock = prepare<{ set_to_ms: number }>(database, "SELECT set_to_ms FROM schedule_clock WHERE id = 1");
  const setClock = prepare(
    database,
    `INSERT INTO schedule_clock (id, set_to_ms) VALUES (1, ?)
     ON CONFLICT (id) DO UPDATE SET set_to_ms = excluded.set_to_ms`,
  );

  return ({ byMs: wanted, wallMs }) => {
    const setToMs = clock.get()?.set_to_ms ?? null;
    const byMs = wanted ?? Math.min(0, wallMs - (setToMs ?? wallMs));
    if (byMs === 0 || setToMs === wallMs) return { kind: "moved", byMs: 0, rows: 0 };
    setClock.run(wallMs);
    const rows = statements.reduce((sum, statement) => sum + Number(statement.run(byMs).changes), 0);
    return { kind: "moved", byMs, rows };
  };
}
