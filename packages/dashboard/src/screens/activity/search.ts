import type { ApiCallsQuery, AuditQuery } from "@callcall/webhooks/client";
import { rangeMs, type TimeRange, toTimeRange } from "../../components/time-range.tsx";

/** What an address of the activity log says: both tabs share what narrows both. */
export interface ActivitySearch {
  /** Without it the changes are shown. */
  readonly tab?: "calls";
  /** An exact action or a prefix such as `webhook.*`. */
  readonly action?: string;
  readonly actor?: string;
  readonly target?: string;
  readonly operation?: string;
  readonly failed?: true;
  readonly range?: TimeRange;
}

/** An address is written by anybody: what is not understood is left out. */
export function toActivitySearch(raw: Readonly<Record<string, unknown>>): ActivitySearch {
  const range = toTimeRange(raw["range"]);
  return {
    ...(raw["tab"] === "calls" ? { tab: "calls" } : {}),
    ...word("action", raw, 64),
    ...word("actor", raw, 64),
    ...word("target", raw, 128),
    ...word("operation", raw, 64),
    ...(raw["failed"] === true ? { failed: true } : {}),
    ...(range === undefined ? {} : { range }),
  };
}

function word<Name extends string>(
  name: Name,
  raw: Readonly<Record<string, unknown>>,
  max: number,
): { [Key in Name]?: string } {
  const value = raw[name];
  const isWord = typeof value === "string" && value.length <= max && /^[\w.:*@-]+$/.test(value);
  return isWord ? ({ [name]: value } as { [Key in Name]?: string }) : {};
}

/** The filters as the API wants them. `nowMs` is when the range was chosen: it must not move with the clock. */
export function changesQuery({ action, actor, target, range }: ActivitySearch, nowMs: number): AuditQuery {
  return {
    ...(action === undefined ? {} : { action }),
    ...(actor === undefined ? {} : { actor }),
    ...(target === undefined ? {} : { target }),
    ...(range === undefined ? {} : { since: new Date(nowMs - rangeMs(range)).toISOString() }),
  };
}

/** Calls are many: without a range those of the last hour are shown. */
export function callsQuery({ actor, operation, failed, range = "1h" }: ActivitySearch, nowMs: number): ApiCallsQuery {
  return {
    ...(actor === undefined ? {} : { actor }),
    ...(operation === undefined ? {} : { operation }),
    ...(failed === undefined ? {} : { failed: "true" }),
    since: new Date(nowMs - rangeMs(range)).toISOString(),
  };
}

/** How many filters hide something on the tab. */
export function filterCount({ tab, action, actor, target, operation, failed, range }: ActivitySearch): number {
  const own = tab === "calls" ? [operation, failed] : [action, target];
  return [...own, actor, range].filter((value) => value !== undefined).length;
}
