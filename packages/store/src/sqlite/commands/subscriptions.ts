import { type Database, prepare } from "../driver.ts";

/** The version that fences a fan-out against a change of the webhooks it was computed from. */
export interface Subscriptions {
  /** 0 for an account that never had a webhook. */
  version(accountId: string): number;
  bump(accountId: string): void;
}

export function prepareSubscriptions(database: Database): Subscriptions {
  const version = prepare<{ version: number }>(database, "SELECT version FROM subscriptions WHERE account_id = ?");
  const bump = prepare(
    database,
    `INSERT INTO subscriptions (account_id, version) VALUES (?, 1)
     ON CONFLICT (account_id) DO UPDATE SET version = version + 1`,
  );
  return {
    version: (accountId) => version.get(accountId)?.version ?? 0,
    bump: (accountId) => void bump.run(accountId),
  };
}
