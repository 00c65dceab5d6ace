import type { ApiCallFilter, ApiCallRecord } from "../../port/api-calls.ts";
import type { BoundedPage, Slice } from "../../port/store.ts";
import { type ApiCallRow, apiCallRecord } from "../../rows/api-call.ts";
import type { Database } from "../driver.ts";
import { type Condition, readBounded } from "./bounded.ts";
import { cacheStatements } from "./select.ts";

interface Way {
  readonly index: string;
  readonly condition: Condition;
}

export function prepareApiCallReads(
  database: Database,
): (accountId: string, filter: ApiCallFilter, page: BoundedPage) => Slice<ApiCallRecord> {
  const cached = cacheStatements(database);

  return (accountId, filter, page) => {
    const [first, ...rest] = waysOf(filter);
    const list = {
      table: "api_calls",
      index: first?.index ?? "sqlite_autoindex_api_calls_1",
      ms: "minute_ms",
      sinceMs: filter.sinceMs,
      untilMs: filter.untilMs,
      indexed: [["account_id = ?", accountId] as const, ...(first === undefined ? [] : [first.condition])],
      sifted: [
        ...rest.map(({ condition }) => condition),
        ...(filter.failed === false ? [["status < ?", 400] as const] : []),
      ],
    };
    const { rows, examinedTo } = readBounded<ApiCallRow>(cached, list, page);
    return { rows: rows.map(apiCallRecord), examinedTo };
  };
}

/** What an index serves, the narrowest first: failures are few, and one caller makes one part of all calls. */
function waysOf({ failed, actor, operation }: ApiCallFilter): readonly Way[] {
  return [
    // Word for word the condition of the partial index, or it is not used.
    ...(failed === true ? [{ index: "api_calls_failed", condition: ["status >= 400", null] as const }] : []),
    ...(actor === undefined ? [] : [{ index: "api_calls_by_actor", condition: ["actor = ?", actor] as const }]),
    ...(operation === undefined
      ? []
      : [{ index: "api_calls_by_operation", condition: ["operation = ?", operation] as const }]),
  ];
}
