import { listPage } from "./listing.ts";
import type { HandlersOf, Query } from "./operation.ts";

export const statsHandlers: HandlersOf<"stats"> = {
  "stats.get": ({ engine, caller, query }) => engine.stats.account(caller, requestOf(query)),
  "stats.webhook": ({ engine, caller, params, query }) => engine.stats.webhook(caller, params.id, requestOf(query)),
  "stats.webhooks": (call) =>
    listPage(call, (page) => call.engine.stats.webhooks(call.caller, requestOf(call.query), page)),
};

/** Absent stays absent. */
function requestOf({ since, until, bucket_seconds: seconds }: Query<"stats.get">) {
  return {
    ...(since === undefined ? {} : { sinceMs: Date.parse(since) }),
    ...(until === undefined ? {} : { untilMs: Date.parse(until) }),
    ...(seconds === undefined ? {} : { bucketSeconds: Number(seconds) }),
  };
}
