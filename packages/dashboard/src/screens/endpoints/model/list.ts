import type { Webhook, WebhookStats } from "@callcall/webhooks/client";
import { HEALTHS, type Health, healthOf } from "./health.ts";
import { coversAny } from "./subscription.ts";

export const ORDERS = ["newest", "worst", "busiest", "address"] as const;
export type Order = (typeof ORDERS)[number];

/** What the address of the list says. */
export interface EndpointsSearch {
  readonly q?: string;
  readonly status?: Health;
  /** Those that would get events of this type. */
  readonly type?: string;
  readonly order?: Order;
}

/** For `validateSearch`: what makes no sense is left out. */
export function toEndpointsSearch(raw: Record<string, unknown>): EndpointsSearch {
  const q = text(raw["q"]);
  const status = HEALTHS.find((health) => health === raw["status"]);
  const type = text(raw["type"]);
  const order = ORDERS.find((known) => known === raw["order"]);
  return {
    ...(q === undefined ? {} : { q }),
    ...(status === undefined ? {} : { status }),
    ...(type === undefined ? {} : { type }),
    ...(order === undefined || order === "newest" ? {} : { order }),
  };
}

/** The router reads `?q=123` as a number. */
function text(value: unknown): string | undefined {
  const read = typeof value === "number" || typeof value === "boolean" ? String(value) : value;
  return typeof read === "string" && read !== "" ? read : undefined;
}

export interface EndpointRow {
  readonly webhook: Webhook;
  readonly health: Health;
  /** `undefined`: not read yet, or not allowed to. */
  readonly stats: WebhookStats | undefined;
}

export function rowsOf(
  webhooks: readonly Webhook[],
  stats: readonly WebhookStats[] | undefined,
  nowMs: number,
): readonly EndpointRow[] {
  const byId = new Map(stats?.map((one) => [one.webhook_id, one]));
  return webhooks.map((webhook) => ({
    webhook,
    health: healthOf(webhook, nowMs),
    stats: byId.get(webhook.id),
  }));
}

/** How many there are of each health. */
export function healthCounts(rows: readonly EndpointRow[]): Readonly<Record<Health, number>> {
  const counts = { enabled: 0, failing: 0, paused: 0, disabled: 0 };
  for (const { health } of rows) counts[health] += 1;
  return counts;
}

/** The rows that a search asks for, in its order. The API gives newest first. */
export function found(rows: readonly EndpointRow[], search: EndpointsSearch): readonly EndpointRow[] {
  const words = (search.q ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  const matching = rows.filter(
    ({ webhook, health }) =>
      (search.status === undefined || health === search.status) &&
      (search.type === undefined || coversAny(webhook.events, search.type)) &&
      words.every((word) => matches(webhook, word)),
  );
  return ordered(matching, search.order ?? "newest");
}

/** Ids are random letters, in which a short word is found by chance: they are asked for by their beginning. */
function matches({ id, url, description, events, metadata }: Webhook, word: string): boolean {
  if (word.startsWith("wh_")) return id.toLowerCase().startsWith(word);
  return [url, description, ...events, ...Object.entries(metadata).flat()].some((text) =>
    text.toLowerCase().includes(word),
  );
}

function ordered(rows: readonly EndpointRow[], order: Order): readonly EndpointRow[] {
  switch (order) {
    case "newest":
      return rows;
    case "worst":
      return [...rows].sort((a, b) => badness(b) - badness(a));
    case "busiest":
      return [...rows].sort((a, b) => (b.stats?.totals.attempts ?? 0) - (a.stats?.totals.attempts ?? 0));
    case "address":
      return [...rows].sort((a, b) => a.webhook.url.localeCompare(b.webhook.url));
  }
}

const HEALTH_BADNESS: Readonly<Record<Health, number>> = { failing: 3, paused: 2, disabled: 1, enabled: 0 };

/** Those that fail now come first, then by the share of failures, then by what waits. */
function badness({ health, stats }: EndpointRow): number {
  const failed = 1 - (stats?.totals.success_rate ?? 1);
  const waiting = Math.min(stats?.totals.pending ?? 0, 999_999) / 1_000_000;
  return HEALTH_BADNESS[health] * 10 + failed + waiting / 10;
}
