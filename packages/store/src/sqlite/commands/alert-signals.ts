import type { AlertSignal } from "../../port/alerts.ts";
import { type Database, prepare } from "../driver.ts";

/** Note, within the transaction that makes it true, something that alerts are to look at. */
export type RaiseSignal = (accountId: string, webhookId: string, kind: AlertSignal["kind"], atMs: number) => void;

export function prepareRaiseSignal(database: Database): RaiseSignal {
  const raise = prepare(
    database,
    `INSERT INTO alert_signals (account_id, webhook_id, kind, count, last_ms) VALUES (?, ?, ?, 1, ?)
     ON CONFLICT (account_id, webhook_id, kind) DO UPDATE SET count = count + 1, last_ms = excluded.last_ms`,
  );
  return (accountId, webhookId, kind, atMs) => void raise.run(accountId, webhookId, kind, atMs);
}
