import { LIMITS, Problem, type Stats } from "@callcall/contract";
import type { ReadStore, StatsSubject } from "@callcall/store";
import { WIDTH_MS } from "@callcall/store";
import { bucketsOf, totalsOf } from "../domain/figures.ts";
import { instant } from "../domain/instant.ts";
import { chooseWindow, type StatsRequest, type StatsWindow } from "../domain/stats-window.ts";
import type { Clock } from "../runtime/clock.ts";
import { byCreation, listing } from "./listing.ts";
import type { StatsService } from "./port.ts";

/** Figures for charts, from what was rolled up as attempts settled. */
export function createStatsService(store: ReadStore, clock: Clock): StatsService {
  async function read(subject: StatsSubject, window: StatsWindow): Promise<Pick<Stats, "totals" | "buckets">> {
    const rollups = await store.rollups(subject, window);
    const standing = {
      total: await store.totalCounts(subject),
      oldestPendingMs: await store.oldestPendingMs(subject),
    };
    const whose = subject.webhookId === null ? "account" : "webhook";
    return { totals: totalsOf(rollups, standing, whose), buckets: bucketsOf(rollups, window, whose) };
  }

  async function stats(subject: StatsSubject, window: StatsWindow): Promise<Stats> {
    return {
      since: instant(window.sinceMs),
      until: instant(window.untilMs),
      bucket_seconds: window.bucketMs / 1000,
      ...(await read(subject, window)),
    };
  }

  return {
    account: async ({ accountId }, request) =>
      stats({ accountId, webhookId: null }, checkedWindow(request, clock.nowMs())),

    async webhook({ accountId }, webhookId, request) {
      const window = checkedWindow(request, clock.nowMs());
      if ((await store.webhook(accountId, webhookId)) === undefined) {
        throw new Problem("not_found", "There is no such webhook");
      }
      return stats({ accountId, webhookId }, window);
    },

    async webhooks({ accountId }, request, page) {
      const window = checkedWindow(request, clock.nowMs());
      checkRows(window, page.limit);
      return listing(
        page,
        (wanted) => store.webhooks(accountId, wanted),
        byCreation,
        (rows) =>
          Promise.all(
            rows.map(async ({ id }) => ({ webhook_id: id, ...(await read({ accountId, webhookId: id }, window)) })),
          ),
      );
    },
  };
}

function checkedWindow(request: StatsRequest, nowMs: number): StatsWindow {
  const choice = chooseWindow(request, nowMs);
  if (choice.ok) return choice.window;
  throw refused(choice.pointer, choice.detail);
}

/** A page of 250 webhooks by the minute over a day would be 360,000 rows: seconds in which nothing else is done. */
function checkRows({ sinceMs, untilMs, width }: StatsWindow, webhooks: number): void {
  const rows = ((untilMs - sinceMs) / WIDTH_MS[width]) * webhooks;
  if (rows <= LIMITS.stats_rows_read) return;
  throw refused(
    "/limit",
    `Asks for ${rows} figures by the ${width} at once, and at most ${LIMITS.stats_rows_read} are read: take a shorter time, fewer webhooks, or buckets from an hour on`,
  );
}

function refused(pointer: string, detail: string): Problem {
  return new Problem("invalid_parameter", "Cannot show figures of this window, see errors", {
    errors: [{ pointer, detail }],
  });
}
