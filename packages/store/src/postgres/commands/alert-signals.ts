import type { AlertSignal } from "../../port/alerts.ts";
import { Columns } from "../columns.ts";
import { type Database, prepare } from "../driver.ts";

interface Signal {
  readonly accountId: string;
  readonly webhookId: string;
  readonly kind: AlertSignal["kind"];
  readonly atMs: number;
}

/** Note, within the transaction that makes it true, something that alerts are to look at. */
export type RaiseSignals = (signals: readonly Signal[]) => Promise<void>;

const SIGNALS = new Columns(
  ["account_id", "text"],
  ["webhook_id", "text"],
  ["kind", "text"],
  ["count", "bigint"],
  ["last_ms", "bigint"],
);

export function prepareRaiseSignals(database: Database): RaiseSignals {
  const raise = prepare(
    database,
    `INSERT INTO callcall.alert_signals AS stored (${SIGNALS.names()})
     SELECT ${SIGNALS.names()} FROM ${SIGNALS.from("given", 1)}
     ON CONFLICT (account_id, webhook_id, kind) DO UPDATE SET
       count = stored.count + excluded.count, last_ms = excluded.last_ms`,
  );
  return async (signals) => {
    if (signals.length === 0) return;
    // A row is written once in a statement, however often it is meant.
    const rows = new Map<string, [string, string, string, number, number]>();
    for (const { accountId, webhookId, kind, atMs } of signals) {
      const name = `${accountId}\n${webhookId}\n${kind}`;
      rows.set(name, [accountId, webhookId, kind, (rows.get(name)?.[3] ?? 0) + 1, atMs]);
    }
    await raise.run(...SIGNALS.arrays([...rows.values()]));
  };
}
