import type { Replay, Webhook } from "@callcall/contract";
import type { Engine } from "@callcall/engine";
import { AT } from "./sample.ts";
import { Shelf } from "./shelf.ts";

function replayView(id: string, webhookId: string): Replay {
  return {
    dry_run: false,
    id,
    webhook_id: webhookId,
    which: "failed",
    since: AT,
    until: AT,
    types: null,
    total: 3,
    total_exact: true,
    rate_per_second: 50,
    status: "running",
    failure: null,
    examined: 2,
    replayed: 1,
    skipped: 0,
    waiting: false,
    replayed_per_second: 1.5,
    estimated_finish_at: AT,
    created_at: AT,
    finished_at: null,
  };
}

/** A replay for each account, `rpl_mine` and `rpl_theirs`. */
export function fakeReplays(
  webhooks: Shelf<Webhook>,
  note: (method: string, args: readonly unknown[]) => void,
): Engine["replays"] {
  const replays = new Shelf<Replay>();
  replays.put("acct_default", "rpl_mine", replayView("rpl_mine", "wh_mine"));
  replays.put("acct_other", "rpl_theirs", replayView("rpl_theirs", "wh_theirs"));
  return {
    async start(caller, webhookId, input) {
      note("replays.start", [input]);
      webhooks.get(caller.accountId, webhookId);
      const started = replayView("rpl_new", webhookId);
      return input.dry_run ? { ...started, dry_run: true } : replays.put(caller.accountId, started.id, started);
    },
    async list(caller, webhookId, page) {
      webhooks.get(caller.accountId, webhookId);
      return replays.page(caller.accountId, page);
    },
    get: async (caller, id) => ({
      ...replays.get(caller.accountId, id),
      deliveries: { pending: 1, succeeded: 0, failed: 0, cancelled: 0 },
    }),
    cancel: async (caller, id) => replays.change(caller.accountId, id, { status: "cancelled", finished_at: AT }),
  };
}
