import type { Stats, Webhook } from "@callcall/contract";
import type { Engine } from "@callcall/engine";
import { AT } from "./sample.ts";
import type { Shelf } from "./shelf.ts";

const FIGURES = {
  events: 3,
  attempts: 3,
  delivered: 2,
  failed: 1,
  success_rate: 2 / 3,
  deliveries_succeeded: 2,
  deliveries_failed: 0,
  deliveries_cancelled: 0,
  response_ms: { count: 3, p50: 12, p95: 40.5, p99: 40.5 },
};

const STATS: Stats = {
  since: AT,
  until: "2025-02-07T02:56:00.000Z",
  bucket_seconds: 60,
  totals: { ...FIGURES, outcomes: { delivered: 2, http_5xx: 1 }, pending: 1, oldest_pending_at: AT },
  buckets: [{ at: AT, ...FIGURES }],
};

/** The same figures for every webhook that there is. */
export function fakeStats(webhooks: Shelf<Webhook>): Engine["stats"] {
  return {
    account: async () => STATS,
    async webhook(caller, id) {
      webhooks.get(caller.accountId, id);
      return STATS;
    },
    async webhooks(caller, _request, page) {
      const { data, next } = webhooks.page(caller.accountId, page);
      return { data: data.map(({ id }) => ({ webhook_id: id, totals: STATS.totals, buckets: STATS.buckets })), next };
    },
  };
}
