import type { EventInsertion, Idempotency, RecallResult } from "../../port/commands.ts";
import { type Database, prepare } from "../driver.ts";

export interface IdempotencyKeys {
  /** What the key says of this request. */
  recall(accountId: string, idempotency: Pick<Idempotency, "key" | "fingerprint">, nowMs: number): RecallResult;
  remember(accountId: string, idempotency: Idempotency, insertions: readonly EventInsertion[]): void;
}

interface KeyRow {
  readonly equal: number;
  readonly context: string;
  readonly insertions: string;
}

export function prepareIdempotency(database: Database): IdempotencyKeys {
  const find = prepare<KeyRow>(
    database,
    `SELECT fingerprint = ?3 AS equal, context, insertions FROM idempotency_keys
     WHERE account_id = ?1 AND key = ?2 AND expires_ms > ?4`,
  );
  // The one row that can stand in the way has expired: recall has seen to it.
  const insert = prepare(
    database,
    `INSERT OR REPLACE INTO idempotency_keys (account_id, key, expires_ms, fingerprint, context, insertions)
     VALUES (?, ?, ?, ?, ?, ?)`,
  );

  return {
    recall(accountId, { key, fingerprint }, nowMs) {
      const row = find.get(accountId, key, fingerprint, nowMs);
      if (row === undefined) return { kind: "unused" };
      if (row.equal !== 1) return { kind: "idempotency_mismatch" };
      return { kind: "replayed", context: row.context, events: JSON.parse(row.insertions) as EventInsertion[] };
    },
    remember(accountId, { key, expiresMs, fingerprint, context }, insertions) {
      insert.run(accountId, key, expiresMs, fingerprint, context, JSON.stringify(insertions));
    },
  };
}
