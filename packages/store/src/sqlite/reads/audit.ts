import type { AuditRecord } from "../../port/records.ts";
import type { AuditFilter, BoundedPage, Slice } from "../../port/store.ts";
import { type AuditRow, auditRecord } from "../../rows/administration.ts";
import type { Database } from "../driver.ts";
import { type Condition, readBounded } from "./bounded.ts";
import { cacheStatements } from "./select.ts";

/** The narrowest first: a thing has few entries, an actor many. */
const COLUMNS = ["target", "actor", "action"] as const;

export function prepareAuditReads(
  database: Database,
): (accountId: string, filter: AuditFilter, page: BoundedPage) => Slice<AuditRecord> {
  const cached = cacheStatements(database);

  return (accountId, filter, page) => {
    const { sinceMs, untilMs, actionPrefix } = filter;
    const given = COLUMNS.filter((column) => filter[column] !== undefined);
    const conditions = given.map((column): Condition => [`${column} = ?`, filter[column] ?? null]);
    const list = {
      table: "audit_log",
      index: given[0] === undefined ? "sqlite_autoindex_audit_log_1" : `audit_log_by_${given[0]}`,
      ms: "at_ms",
      sinceMs,
      untilMs,
      indexed: [["account_id = ?", accountId] as const, ...conditions.slice(0, 1)],
      sifted: [
        ...conditions.slice(1),
        ...(actionPrefix === undefined ? [] : [["instr(action, ?) = 1", actionPrefix] as const]),
      ],
    };
    const { rows, examinedTo } = readBounded<AuditRow>(cached, list, page);
    return { rows: rows.map(auditRecord), examinedTo };
  };
}
