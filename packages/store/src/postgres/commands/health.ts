import type { SettleAttempt } from "../../port/commands.ts";
import { Columns } from "../columns.ts";
import { type Database, prepare } from "../driver.ts";
import type { RaiseSignals } from "./alert-signals.ts";
import type { AppendAudit } from "./audit.ts";
import type { Subscriptions } from "./subscriptions.ts";

/** Write down what attempts have shown about their webhooks; a deleted one learns nothing more. */
export type RecordHealth = (commands: readonly SettleAttempt[]) => Promise<void>;

const OBSERVED = new Columns(
  ["account_id", "text"],
  ["id", "text"],
  ["paused_until_ms", "bigint"],
  ["failing_since_ms", "bigint"],
  ["failed_attempts", "int"],
);

export function prepareHealth(
  database: Database,
  subscriptions: Subscriptions,
  appendAudit: AppendAudit,
  raiseSignals: RaiseSignals,
): RecordHealth {
  const observe = prepare(
    database,
    `UPDATE callcall.webhooks AS stored SET paused_until_ms = seen.paused_until_ms,
       failing_since_ms = seen.failing_since_ms, failed_attempts = seen.failed_attempts
     FROM ${OBSERVED.from("seen", 1)}
     WHERE stored.account_id = seen.account_id AND stored.id = seen.id AND stored.deleted_ms IS NULL`,
  );
  // One that is disabled keeps its reason: the owner's own may not turn into ours.
  const disable = prepare(
    database,
    `UPDATE callcall.webhooks SET status = 'disabled', disabled_reason = $3, updated_ms = $4
     WHERE account_id = $1 AND id = $2 AND deleted_ms IS NULL AND status = 'enabled'`,
  );

  async function observeAll(commands: readonly SettleAttempt[]): Promise<void> {
    // Each was decided with those before it in view: the last one holds.
    const last = new Map<string, readonly unknown[]>();
    for (const { attempt, webhookId, health } of commands) {
      if (health === null) continue;
      const { accountId } = attempt;
      const seen = [health.pausedUntilMs, health.failingSinceMs, health.failedAttempts];
      last.set(`${accountId}\n${webhookId}`, [accountId, webhookId, ...seen]);
    }
    if (last.size > 0) await observe.run(...OBSERVED.arrays([...last.values()]));
  }

  return async (commands) => {
    await observeAll(commands);
    for (const { attempt, webhookId, disable: verdict, settledMs: atMs } of commands) {
      if (verdict === null) continue;
      const { accountId } = attempt;
      if ((await disable.run(accountId, webhookId, verdict.reason, atMs)).changes === 0) continue;
      await subscriptions.bump(accountId);
      await appendAudit(verdict.audit);
      await raiseSignals([{ accountId, webhookId, kind: "webhook_disabled", atMs }]);
    }
  };
}
