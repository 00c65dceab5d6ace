import type { DeleteAlertRule, DeleteAlertRuleResult, PutAlertRule, PutAlertRuleResult } from "../../port/alerts.ts";
import { type Database, prepare } from "../driver.ts";
import type { AppendAudit } from "./audit.ts";

export interface AlertRuleCommands {
  put(command: PutAlertRule): PutAlertRuleResult;
  delete(command: DeleteAlertRule): DeleteAlertRuleResult;
}

export function prepareAlertRules(database: Database, appendAudit: AppendAudit): AlertRuleCommands {
  const find = prepare(database, "SELECT 1 FROM alert_rules WHERE account_id = ? AND id = ?");
  const countOwn = prepare<{ n: number }>(
    database,
    "SELECT COUNT(*) AS n FROM alert_rules WHERE account_id = ? AND own = 1",
  );
  const put = prepare(
    database,
    `INSERT OR REPLACE INTO alert_rules
       (account_id, id, name, condition, webhook_id, secret_hint, enabled, muted_until_ms, created_ms, updated_ms,
        own, sealed_channels, sealed_secret)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const remove = prepare(database, "DELETE FROM alert_rules WHERE account_id = ? AND id = ?");
  const resolveAll = prepare<{ id: string }>(
    database,
    `UPDATE alerts SET resolved_ms = ?3, resolved_by = ?4, held = 0
     WHERE account_id = ?1 AND rule_id = ?2 AND resolved_ms IS NULL RETURNING id`,
  );
  const releaseAll = prepare(
    database,
    `UPDATE alerts SET held = 0 WHERE account_id = ?1 AND rule_id = ?2 AND (resolved_ms IS NULL OR held = 1)`,
  );

  return {
    put({ rule, mode, limit, audit }) {
      const exists = find.get(rule.accountId, rule.id) !== undefined;
      if (mode === "replace" && !exists) return { kind: "not_found" };
      if (mode === "create" && (countOwn.get(rule.accountId)?.n ?? 0) >= limit) return { kind: "limit_reached" };
      put.run(
        rule.accountId,
        rule.id,
        rule.name,
        rule.condition,
        rule.webhookId,
        rule.secretHint,
        rule.enabled ? 1 : 0,
        rule.mutedUntilMs,
        rule.createdMs,
        rule.updatedMs,
        mode === "replace_default" ? 0 : 1,
        rule.sealedChannels,
        rule.sealedSecret,
      );
      appendAudit(audit);
      return { kind: "put" };
    },
    delete({ accountId, ruleId, nowMs, resolvedBy, audit }) {
      if (remove.run(accountId, ruleId).changes === 0) return { kind: "not_found" };
      const resolved = resolveAll.all(accountId, ruleId, nowMs, resolvedBy).map((row) => row.id);
      releaseAll.run(accountId, ruleId);
      appendAudit(audit);
      return { kind: "deleted", resolved };
    },
  };
}
