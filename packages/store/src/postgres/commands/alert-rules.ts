import type { DeleteAlertRule, DeleteAlertRuleResult, PutAlertRule, PutAlertRuleResult } from "../../port/alerts.ts";
import { upsert } from "../columns.ts";
import { type Database, prepare } from "../driver.ts";
import type { AppendAudit } from "./audit.ts";

export interface AlertRuleCommands {
  put(command: PutAlertRule): Promise<PutAlertRuleResult>;
  delete(command: DeleteAlertRule): Promise<DeleteAlertRuleResult>;
}

export function prepareAlertRules(database: Database, appendAudit: AppendAudit): AlertRuleCommands {
  const find = prepare(database, "SELECT 1 FROM callcall.alert_rules WHERE account_id = $1 AND id = $2");
  const countOwn = prepare<{ n: number }>(
    database,
    "SELECT COUNT(*) AS n FROM callcall.alert_rules WHERE account_id = $1 AND own = 1",
  );
  const put = prepare(
    database,
    upsert(
      "alert_rules",
      [
        "account_id",
        "id",
        "name",
        "condition",
        "webhook_id",
        "secret_hint",
        "enabled",
        "muted_until_ms",
        "created_ms",
        "updated_ms",
        "own",
        "sealed_channels",
        "sealed_secret",
      ],
      ["account_id", "id"],
    ),
  );
  const remove = prepare(database, "DELETE FROM callcall.alert_rules WHERE account_id = $1 AND id = $2");
  const resolveAll = prepare<{ id: string }>(
    database,
    `UPDATE callcall.alerts SET resolved_ms = $3, resolved_by = $4, held = 0
     WHERE account_id = $1 AND rule_id = $2 AND resolved_ms IS NULL RETURNING id`,
  );
  const releaseAll = prepare(
    database,
    `UPDATE callcall.alerts SET held = 0 WHERE account_id = $1 AND rule_id = $2 AND (resolved_ms IS NULL OR held = 1)`,
  );

  return {
    async put({ rule, mode, limit, audit }) {
      const exists = (await find.get(rule.accountId, rule.id)) !== undefined;
      if (mode === "replace" && !exists) return { kind: "not_found" };
      if (mode === "create" && ((await countOwn.get(rule.accountId))?.n ?? 0) >= limit)
        return { kind: "limit_reached" };
      await put.run(
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
      await appendAudit(audit);
      return { kind: "put" };
    },
    async delete({ accountId, ruleId, nowMs, resolvedBy, audit }) {
      if ((await remove.run(accountId, ruleId)).changes === 0) return { kind: "not_found" };
      const resolved = (await resolveAll.all(accountId, ruleId, nowMs, resolvedBy)).map((row) => row.id);
      await releaseAll.run(accountId, ruleId);
      await appendAudit(audit);
      return { kind: "deleted", resolved };
    },
  };
}
