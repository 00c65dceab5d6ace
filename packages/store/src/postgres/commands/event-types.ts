import type { PutEventType, PutEventTypeResult } from "../../port/commands.ts";
import { EVENT_TYPE_COLUMNS, eventTypeValues } from "../../rows/administration.ts";
import { upsert } from "../columns.ts";
import { type Database, prepare } from "../driver.ts";
import type { AppendAudit } from "./audit.ts";

export function preparePutEventType(
  database: Database,
  appendAudit: AppendAudit,
): (command: PutEventType) => Promise<PutEventTypeResult> {
  const find = prepare(database, "SELECT 1 FROM callcall.event_types WHERE account_id = $1 AND name = $2");
  const count = prepare<{ n: number }>(
    database,
    "SELECT COUNT(*) AS n FROM callcall.event_types WHERE account_id = $1",
  );
  const put = prepare(database, upsert("event_types", EVENT_TYPE_COLUMNS, ["account_id", "name"]));

  return async ({ eventType, mode, limit, audit }) => {
    const exists = (await find.get(eventType.accountId, eventType.name)) !== undefined;
    if (exists && mode === "create") return { kind: "exists" };
    if (!exists && ((await count.get(eventType.accountId))?.n ?? 0) >= limit) return { kind: "limit_reached" };
    await put.run(...eventTypeValues(eventType));
    await appendAudit(audit);
    return { kind: "put" };
  };
}
