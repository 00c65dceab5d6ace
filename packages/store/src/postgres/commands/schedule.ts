import type { MoveSchedule, ScheduleResults } from "../../port/schedule.ts";
import { PENDING } from "../../rows/delivery.ts";
import { type Database, prepare } from "../driver.ts";

/** One transaction for all of it: half of a schedule that is moved would be sent early, or a year late. */
export function prepareMoveSchedule(
  database: Database,
): (command: MoveSchedule) => Promise<ScheduleResults["schedule.move"]> {
  const statements = [
    `UPDATE callcall.deliveries SET next_attempt_ms = next_attempt_ms + $1::bigint
     WHERE state = ${PENDING} AND open_attempt_id IS NULL`,
    `UPDATE callcall.webhooks SET paused_until_ms = paused_until_ms + $1::bigint, failing_since_ms = failing_since_ms + $1::bigint
     WHERE paused_until_ms IS NOT NULL OR failing_since_ms IS NOT NULL`,
    `UPDATE callcall.alert_notifications SET next_try_ms = next_try_ms + $1::bigint
     WHERE next_try_ms IS NOT NULL`,
  ].map((sql) => prepare(database, sql));

  const clock = prepare<{ set_to_ms: number }>(database, "SELECT set_to_ms FROM callcall.schedule_clock WHERE id = 1");
  const setClock = prepare(
    database,
    `INSERT INTO callcall.schedule_clock (id, set_to_ms) VALUES (1, $1)
     ON CONFLICT (id) DO UPDATE SET set_to_ms = excluded.set_to_ms`,
  );

  return async ({ byMs: wanted, wallMs }) => {
    const setToMs = (await clock.get())?.set_to_ms ?? null;
    const byMs = wanted ?? Math.min(0, wallMs - (setToMs ?? wallMs));
    if (byMs === 0 || setToMs === wallMs) return { kind: "moved", byMs: 0, rows: 0 };
    await setClock.run(wallMs);
    const moved = await Promise.all(statements.map((statement) => statement.run(byMs)));
    const rows = moved.reduce((sum, { changes }) => sum + changes, 0);
    return { kind: "moved", byMs, rows };
  };
}
