import type { ReadStore } from "../../port/store.ts";
import { type AuditRow, auditRecord } from "../../rows/administration.ts";
import type { Database } from "../driver.ts";
import { type Condition, readBounded } from "./bounded.ts";
import { listsOf } from "./select.ts";

/** The narrowest first: a thing has few entries, an actor many. */
const COLUMNS = ["target", "actor", "action"] as const;

export function prepareAuditReads(database: Database): ReadStore["audit"] {
  const lists = listsOf(database);

  return async (accountId, filter, page) => {
    const { sinceMs, untilMs, actionPrefix } = filter;
    const given = COLUMNS.filter((column) => filter[column] !== undefined);
    const conditions = given.map((column): Condition => [`${column} = ?`, filter[column] ?? null]);
    const list = {
      table: "callcall.audit_log",
      ms: "at_ms",
      sinceMs,
      untilMs,
      indexed: [["account_id = ?", accountId] as const, ...conditions.slice(0, 1)],
      sifted: [
        ...conditions.slice(1),
        ...(actionPrefix === undefined ? [] : [["starts_with(action, ?)", actionPrefix] as const]),
      ],
    };
    const { rows, examinedTo } = await readBounded<AuditRow>(lists, list, page);
    return { rows: rows.map(auditRecord), examinedTo };
  };
}
