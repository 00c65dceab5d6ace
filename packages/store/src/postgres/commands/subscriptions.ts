import { type Database, prepare } from "../driver.ts";

/** The version that fences a fan-out against a change of the webhooks it was computed from. */
export interface Subscriptions {
  /** An account that never had a webhook has none, which is 0. They stay as they are until the transaction ends. */
  versions(accountIds: ReadonlySet<string>): Promise<ReadonlyMap<string, number>>;
  bump(accountId: string): Promise<void>;
}

/** Tells these locks from others: "subs" in ASCII. */
const LOCKS = 0x73756273;

export function prepareSubscriptions(database: Database): Subscriptions {
  // A lock of its own, as there may be no row yet, and a lock on a row is itself a write. In order: no two nodes
  // wait for each other.
  const keep = prepare(
    database,
    `SELECT pg_advisory_xact_lock_shared(${LOCKS}, hashtext(id)) FROM (SELECT unnest($1::text[]) AS id ORDER BY 1) AS ids`,
  );
  const versions = prepare<{ account_id: string; version: number }>(
    database,
    "SELECT account_id, version FROM callcall.subscriptions WHERE account_id = ANY ($1::text[])",
  );
  const change = prepare(database, `SELECT pg_advisory_xact_lock(${LOCKS}, hashtext($1))`);
  const bump = prepare(
    database,
    `INSERT INTO callcall.subscriptions AS stored (account_id, version) VALUES ($1, 1)
     ON CONFLICT (account_id) DO UPDATE SET version = stored.version + 1`,
  );
  return {
    async versions(accountIds) {
      const ids = [...accountIds];
      // Two statements: a statement sees what was committed before it began, not before it had its locks.
      const [, rows] = await Promise.all([keep.run(ids), versions.all(ids)]);
      return new Map(rows.map(({ account_id, version }) => [account_id, version]));
    },
    async bump(accountId) {
      await Promise.all([change.run(accountId), bump.run(accountId)]);
    },
  };
}
