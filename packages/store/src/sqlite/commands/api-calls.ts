import type { AddApiCalls } from "../../port/api-calls.ts";
import { type Database, prepare } from "../driver.ts";

export function prepareApiCalls(database: Database): (command: AddApiCalls) => { readonly kind: "added" } {
  const add = prepare(
    database,
    `INSERT INTO api_calls (account_id, minute_ms, id, actor, actor_name, ip, operation, status, count, last_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (account_id, minute_ms, id) DO UPDATE SET
       count = api_calls.count + excluded.count, last_ms = MAX(api_calls.last_ms, excluded.last_ms)`,
  );
  return ({ calls }) => {
    for (const call of calls) {
      const { accountId, minuteMs, id, actor, actorName, ip, operation, status, count, lastMs } = call;
      add.run(accountId, minuteMs, id, actor, actorName, ip, operation, status, count, lastMs);
    }
    return { kind: "added" };
  };
}
