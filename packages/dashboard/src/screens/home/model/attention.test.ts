import type { Alert, Webhook, WebhookStats } from "@callcall/webhooks/client";
import { describe, expect, it } from "vitest";
import { attentionOf } from "./attention.ts";

const NOW = Date.parse("2026-01-01T12:00:00.000Z");
const webhook = (changes: Partial<Webhook>): Webhook =>
  ({
    id: "wh_1",
    url: "https://your-domain.com/webhook",
    description: "",
    status: "enabled",
    disabled_reason: null,
    paused_until: null,
    failing_since: null,
    ...changes,
  }) as Webhook;
const stats = (totals: Partial<WebhookStats["totals"]>): WebhookStats =>
  ({
    webhook_id: "wh_1",
    totals: { deliveries_failed: 0, pending: 0, oldest_pending_at: null, ...totals },
    buckets: [],
  }) as unknown as WebhookStats;
const alert = (changes: Partial<Alert>): Alert =>
  ({
    id: "alt_1",
    kind: "failing_rate",
    webhook_id: "wh_1",
    summary: "It fails",
    detail: "12 of 12",
    ...changes,
  }) as Alert;
const titles = (facts: Partial<Parameters<typeof attentionOf>[0]>): readonly string[] =>
  attentionOf({ webhooks: [], stats: [], alerts: [], nowMs: NOW, ...facts }).map(({ title }) => title);

describe("attentionOf", () => {
  it("has nothing to say of what is well, nor of what was switched off by hand", () => {
    expect(titles({ webhooks: [webhook({})], stats: [stats({})] })).toEqual([]);
    expect(titles({ webhooks: [webhook({ status: "disabled", disabled_reason: "by_hand" })] })).toEqual([]);
  });

  it("names what fails, what was disabled and what is paused, the worst first", () => {
    const paused = webhook({ id: "wh_2", description: "Slow", paused_until: "2026-01-01T12:01:00.000Z" });
    const gone = webhook({ id: "wh_3", description: "Gone", status: "disabled", disabled_reason: "gone" });
    const failing = webhook({ failing_since: "2026-01-01T11:00:00.000Z" });
    expect(titles({ webhooks: [paused, gone, failing] })).toEqual([
      "Gone was disabled",
      "https://your-domain.com/webhook is failing",
      "Slow asked us to wait",
    ]);
  });

  it("lets an alert speak for its endpoint", () => {
    const failing = webhook({ failing_since: "2026-01-01T11:00:00.000Z" });
    expect(titles({ webhooks: [failing], alerts: [alert({})] })).toEqual(["It fails"]);
  });

  it("counts what failed for good, and what has waited for long", () => {
    const webhooks = [webhook({ description: "Shop" })];
    const waited = (minutes: number) =>
      stats({ pending: 2, oldest_pending_at: new Date(NOW - minutes * 60_000).toISOString() });
    expect(titles({ webhooks, stats: [stats({ deliveries_failed: 1 })] })).toEqual([
      "1 delivery to Shop failed for good",
    ]);
    expect(titles({ webhooks, stats: [waited(15)] })).toEqual([]);
    expect(titles({ webhooks, stats: [waited(16)] })).toEqual(["2 deliveries wait for Shop"]);
  });
});
