import { type ApiCalls, type OperationId, ROUTES } from "@callcall/contract";
import type { ApiCallFilter, ApiCallRecord } from "@callcall/store";
import { windowFilter } from "./filters.ts";
import { listPage } from "./listing.ts";
import type { HandlersOf, Query } from "./operation.ts";

export const apiCallHandlers: HandlersOf<"apiCalls"> = {
  "apiCalls.list": (call) =>
    listPage(call, async (page) => {
      const { data, next } = await call.engine.apiCalls.list(call.caller, callFilter(call.query), page);
      return { data: data.map(callsView), next };
    }),
};

function callFilter({ actor, operation, failed, since, until }: Query<"apiCalls.list">): ApiCallFilter {
  return {
    ...(actor === undefined ? {} : { actor }),
    ...(operation === undefined ? {} : { operation }),
    ...(failed === undefined ? {} : { failed: failed === "true" }),
    ...windowFilter({ since, until }),
  };
}

function callsView(record: ApiCallRecord): ApiCalls {
  const { actor, ip, operation, status, count } = record;
  // One that this version no longer has was counted by an earlier one.
  const { method, path } = operation in ROUTES ? ROUTES[operation as OperationId] : { method: "", path: "" };
  return {
    minute: new Date(record.minuteMs).toISOString(),
    actor,
    actor_name: record.actorName,
    ip,
    operation,
    method,
    path,
    status,
    count,
    last_at: new Date(record.lastMs).toISOString(),
  };
}
