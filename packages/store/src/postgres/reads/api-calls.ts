import type { ApiCallFilter } from "../../port/api-calls.ts";
import type { ReadStore } from "../../port/store.ts";
import { type ApiCallRow, apiCallRecord } from "../../rows/api-call.ts";
import type { Database } from "../driver.ts";
import { type Condition, readBounded } from "./bounded.ts";
import { listsOf } from "./select.ts";

export function prepareApiCallReads(database: Database): ReadStore["apiCalls"] {
  const lists = listsOf(database);

  return async (accountId, filter, page) => {
    const [first, ...rest] = waysOf(filter);
    const list = {
      table: "callcall.api_calls",
      ms: "minute_ms",
      sinceMs: filter.sinceMs,
      untilMs: filter.untilMs,
      indexed: [["account_id = ?", accountId] as const, ...(first === undefined ? [] : [first])],
      sifted: [...rest, ...(filter.failed === false ? [["status < ?", 400] as const] : [])],
    };
    const { rows, examinedTo } = await readBounded<ApiCallRow>(lists, list, page);
    return { rows: rows.map(apiCallRecord), examinedTo };
  };
}

/** What an index serves, the narrowest first: failures are few, and one caller makes one part of all calls. */
function waysOf({ failed, actor, operation }: ApiCallFilter): readonly Condition[] {
  return [
    // Word for word the condition of the partial index, or it is not used.
    ...(failed === true ? [["status >= 400", null] as const] : []),
    ...(actor === undefined ? [] : [["actor = ?", actor] as const]),
    ...(operation === undefined ? [] : [["operation = ?", operation] as const]),
  ];
}
