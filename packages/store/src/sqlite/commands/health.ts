import type { SettleAttempt } from "../../port/commands.ts";
import { type Database, prepare } from "../driver.ts";
import type { RaiseSignal } from "./alert-signals.ts";
import type { AppendAudit } from "./audit.ts";
import type { Subscriptions } from "./subscriptions.ts";

/** Write down what an attempt has shown about its webhook; a deleted one learns nothing more. */
export function prepareHealth(
  database: Database,
  subscriptions: Subscriptions,
  appendAudit: AppendAudit,
  raiseSignal: RaiseSignal,
): (command: SettleAttempt) => void {
  const observe = prepare(
    database,
    `UPDATE webhooks SET paused_until_ms = ?3, failing_since_ms = ?4, failed_attempts = ?5
     WHERE account_id = ?1 AND id = ?2 AND deleted_ms IS NULL`,
  );
  // One that is disabled keeps its reason: the owner's own may not turn into ours.
  const disable = prepare(
    database,
    `UPDATE webhooks SET status = 'disabled', disabled_reason = ?3, updated_ms = ?4
     WHERE account_id = ?1 AND id = ?2 AND deleted_ms IS NULL AND status = 'enabled'`,
  );

  return ({ attempt: { accountId }, webhookId, health, disable: verdict, settledMs }) => {
    if (health !== null) {
      observe.run(accountId, webhookId, health.pausedUntilMs, health.failingSinceMs, health.failedAttempts);
    }
    if (verdict !== null && disable.run(accountId, webhookId, verdict.reason, settledMs).changes === 1) {
      subscriptions.bump(accountId);
      appendAudit(verdict.audit);
      raiseSignal(accountId, webhookId, "webhook_disabled", settledMs);
    }
  };
}
