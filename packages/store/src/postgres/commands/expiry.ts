import type { ExpireRows } from "../../port/retention.ts";
import { WIDTH_CODES } from "../../rows/rollup.ts";
import { type Database, prepare } from "../driver.ts";

export function prepareExpire(
  database: Database,
): (command: ExpireRows) => Promise<{ readonly kind: "expired"; readonly rows: number }> {
  const deleteKeys = prepare(
    database,
    `DELETE FROM callcall.idempotency_keys WHERE (account_id, key) IN (
       SELECT account_id, key FROM callcall.idempotency_keys WHERE expires_ms <= $1 ORDER BY expires_ms LIMIT $2)`,
  );
  const deleteSecrets = prepare(
    database,
    `DELETE FROM callcall.webhook_secrets WHERE (account_id, webhook_id, created_ms, id) IN (
       SELECT account_id, webhook_id, created_ms, id FROM callcall.webhook_secrets
       WHERE expires_ms <= $1 ORDER BY expires_ms LIMIT $2)`,
  );
  const deleteRollups = prepare(
    database,
    `DELETE FROM callcall.rollups WHERE (account_id, width, start_ms, webhook_id) IN (
       SELECT account_id, width, start_ms, webhook_id FROM callcall.rollups
       WHERE width = $1 AND start_ms < $2 ORDER BY start_ms LIMIT $3)`,
  );
  const deleteSessions = prepare(
    database,
    `DELETE FROM callcall.sessions WHERE (account_id, id) IN (
       SELECT account_id, id FROM callcall.sessions WHERE expires_ms <= $1 ORDER BY expires_ms LIMIT $2)`,
  );
  const deletePortals = prepare(
    database,
    `DELETE FROM callcall.portal_sessions WHERE (account_id, id) IN (
       SELECT account_id, id FROM callcall.portal_sessions WHERE expires_ms <= $1 ORDER BY expires_ms LIMIT $2)`,
  );
  const deleteCalls = prepare(
    database,
    `DELETE FROM callcall.api_calls WHERE (account_id, minute_ms, id) IN (
       SELECT account_id, minute_ms, id FROM callcall.api_calls WHERE minute_ms < $1 ORDER BY minute_ms LIMIT $2)`,
  );
  return async ({ nowMs, secretsEndedMs, minutesBeforeMs, hoursBeforeMs, callsBeforeMs, limit }) => {
    const keys = (await deleteKeys.run(nowMs, limit)).changes;
    const secrets = (await deleteSecrets.run(secretsEndedMs, limit)).changes;
    const minutes = (await deleteRollups.run(WIDTH_CODES.minute, minutesBeforeMs, limit)).changes;
    const hours = (await deleteRollups.run(WIDTH_CODES.hour, hoursBeforeMs, limit)).changes;
    const sessions = (await deleteSessions.run(nowMs, limit)).changes;
    const portals = (await deletePortals.run(nowMs, limit)).changes;
    const calls = (await deleteCalls.run(callsBeforeMs, limit)).changes;
    return { kind: "expired", rows: calls + keys + secrets + minutes + hours + sessions + portals };
  };
}
