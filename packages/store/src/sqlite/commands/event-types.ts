import type { PutEventType, PutEventTypeResult } from "../../port/commands.ts";
import { EVENT_TYPE_COLUMNS, eventTypeValues } from "../../rows/administration.ts";
import { type Database, prepare } from "../driver.ts";
import type { AppendAudit } from "./audit.ts";

export function preparePutEventType(
  database: Database,
  appendAudit: AppendAudit,
): (command: PutEventType) => PutEventTypeResult {
  const find = prepare(database, "SELECT 1 FROM event_types WHERE account_id = ? AND name = ?");
  const count = prepare<{ n: number }>(database, "SELECT COUNT(*) AS n FROM event_types WHERE account_id = ?");
  const put = prepare(
    database,
    `INSERT OR REPLACE INTO event_types (${EVENT_TYPE_COLUMNS.join(", ")})
     VALUES (${EVENT_TYPE_COLUMNS.map(() => "?").join(", ")})`,
  );

  return ({ eventType, mode, limit, audit }) => {
    const exists = find.get(eventType.accountId, eventType.name) !== undefined;
    if (exists && mode === "create") return { kind: "exists" };
    if (!exists && (count.get(eventType.accountId)?.n ?? 0) >= limit) return { kind: "limit_reached" };
    put.run(...eventTypeValues(eventType));
    appendAudit(audit);
    return { kind: "put" };
  };
}
