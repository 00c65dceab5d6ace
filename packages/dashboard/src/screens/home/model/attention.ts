import type { Alert, Webhook, WebhookStats } from "@callcall/webhooks/client";
import type { Tone } from "../../../components/tone.ts";
import { healthOf } from "../../endpoints/model/health.ts";

/** Something that somebody should look at, and where to. */
export interface Attention {
  readonly key: string;
  readonly tone: Extract<Tone, "bad" | "warn">;
  readonly title: string;
  readonly detail: string;
  readonly to: string;
  readonly search?: Readonly<Record<string, string>>;
  /** What the link says: the next step. */
  readonly action: string;
}

interface Facts {
  readonly webhooks: readonly Webhook[];
  readonly stats: readonly WebhookStats[];
  readonly alerts: readonly Alert[];
  readonly nowMs: number;
}

/** From then on a delivery that waits is no retry of the first minutes any more. */
const OLD_BACKLOG_MS = 15 * 60_000;

/** What needs attention, the worst first. Endpoints that were disabled by hand are left in peace. */
export function attentionOf({ webhooks, stats, alerts, nowMs }: Facts): readonly Attention[] {
  const figures = new Map(stats.map((row) => [row.webhook_id, row.totals]));
  const told = new Set(alerts.map(({ webhook_id }) => webhook_id));
  const items = [
    ...alerts.map(ofAlert),
    // An alert speaks for its endpoint already.
    ...webhooks.filter(({ id }) => !told.has(id)).flatMap((webhook) => ofHealth(webhook, nowMs)),
    ...webhooks.flatMap((webhook) => ofFigures(webhook, figures.get(webhook.id), nowMs)),
  ];
  return items.sort((a, b) => Number(a.tone !== "bad") - Number(b.tone !== "bad"));
}

function ofAlert({ id, summary, detail, kind }: Alert): Attention {
  const tone = kind === "secret_age" || kind === "latency" ? "warn" : "bad";
  return { key: id, tone, title: summary, detail, to: `/alerts/${id}`, action: "See the alert" };
}

const DISABLED_WHY = {
  gone: "It answered 410 Gone.",
  asked: "It asked for nothing more, with webhook-delivery: disable.",
  failing: "Nothing but failures for five days.",
} as const;

function ofHealth(webhook: Webhook, nowMs: number): readonly Attention[] {
  const { id, disabled_reason: reason } = webhook;
  const shared = { key: `${id} health`, to: `/endpoints/${id}` } as const;
  switch (healthOf(webhook, nowMs)) {
    case "failing":
      return [
        {
          ...shared,
          tone: "bad",
          title: `${nameOf(webhook)} is failing`,
          detail: "Nothing but failures since its last success.",
          action: "See why",
        },
      ];
    case "disabled":
      if (reason === "by_hand") return [];
      return [
        {
          ...shared,
          tone: "bad",
          title: `${nameOf(webhook)} was disabled`,
          detail: DISABLED_WHY[reason ?? "failing"],
          action: "Mend and enable it",
        },
      ];
    case "paused":
      return [
        {
          ...shared,
          tone: "warn",
          title: `${nameOf(webhook)} asked us to wait`,
          detail: "It answered with Retry-After. What is due goes out after the pause.",
          action: "See until when",
        },
      ];
    case "enabled":
      return [];
  }
}

function ofFigures(webhook: Webhook, totals: WebhookStats["totals"] | undefined, nowMs: number): readonly Attention[] {
  if (totals === undefined) return [];
  const { id } = webhook;
  const { deliveries_failed: failed, oldest_pending_at: oldest, pending } = totals;
  const items: Attention[] = [];
  if (failed > 0) {
    items.push({
      key: `${id} failed`,
      tone: "bad",
      title: `${failed.toLocaleString("en")} ${failed === 1 ? "delivery" : "deliveries"} to ${nameOf(webhook)} failed for good`,
      detail: "Their retries are used up. They are kept, and can be sent again.",
      to: "/deliveries",
      search: { webhook_id: id, status: "failed" },
      action: "Look and send again",
    });
  }
  if (oldest !== null && webhook.status === "enabled" && nowMs - Date.parse(oldest) > OLD_BACKLOG_MS) {
    items.push({
      key: `${id} backlog`,
      tone: "warn",
      title: `${pending.toLocaleString("en")} ${pending === 1 ? "delivery waits" : "deliveries wait"} for ${nameOf(webhook)}`,
      detail: "The oldest has waited for more than a quarter of an hour.",
      to: "/deliveries",
      search: { webhook_id: id, status: "pending" },
      action: "See what waits",
    });
  }
  return items;
}

function nameOf({ description, url }: Webhook): string {
  return description === "" ? url : description;
}
