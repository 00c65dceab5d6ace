import type { AddApiCalls } from "../../port/api-calls.ts";
import { type Database, prepare } from "../driver.ts";

export function prepareApiCalls(database: Database): (command: AddApiCalls) => Promise<{ readonly kind: "added" }> {
  const add = prepare(
    database,
    `INSERT INTO callcall.api_calls AS stored (account_id, minute_ms, id, actor, actor_name, ip, operation, status, count, last_ms)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     ON CONFLICT (account_id, minute_ms, id) DO UPDATE SET
       count = stored.count + excluded.count, last_ms = GREATEST(stored.last_ms, excluded.last_ms)`,
  );
  return async ({ calls }) => {
    for (const call of calls) {
      const { accountId, minuteMs, id, actor, actorName, ip, operation, status, count, lastMs } = call;
      await add.run(accountId, minuteMs, id, actor, actorName, ip, operation, status, count, lastMs);
    }
    return { kind: "added" };
  };
}
