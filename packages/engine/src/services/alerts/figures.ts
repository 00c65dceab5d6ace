import {
  type AlertSignal,
  type LaneKey,
  mergeRollups,
  percentileMs,
  type ReadStore,
  type RollupWidth,
  startOf,
  type WebhookRecord,
  WIDTH_MS,
} from "@callcall/store";
import type { WebhookFigures } from "../../domain/alerts/judge.ts";
import { readWindowSeconds } from "../../domain/alerts/windows.ts";
import type { Rule } from "./rule-book.ts";

/** Beyond it hours are read instead of minutes: a day by the minute is 1,440 reads for each webhook. */
const LONG_WINDOW_MS = 2 * 3_600_000;

/** Gathers what the rules of one account ask for, each figure once. */
export interface Gathering {
  of(rule: Rule, webhook: WebhookRecord): Promise<WebhookFigures>;
  /** Whether a delivery was found due. */
  anyDue(): boolean;
}

export interface GatherPorts {
  readonly store: ReadStore;
  /** Days after which the secret of a webhook is to be rotated; null: never. */
  rotationDays(webhook: WebhookRecord): number | null;
}

type WindowFigures = Pick<WebhookFigures, "delivered" | "failed" | "responses" | "p95Ms">;

const NO_WINDOW: WindowFigures = { delivered: 0, failed: 0, responses: 0, p95Ms: null };

export function gather(signals: readonly AlertSignal[], nowMs: number, ports: GatherPorts): Gathering {
  let dueSeen = false;
  const windows = new Map<string, Promise<WindowFigures>>();
  const exhausted = new Map(
    signals.filter(({ kind }) => kind === "delivery_exhausted").map(({ webhookId, count }) => [webhookId, count]),
  );

  function windowOf({ condition }: Rule, { accountId, id }: WebhookRecord): Promise<WindowFigures> {
    if (condition.kind !== "failing_rate" && condition.kind !== "latency") return Promise.resolve(NO_WINDOW);
    const seconds = readWindowSeconds(condition.window_seconds);
    const key = `${id} ${seconds}`;
    const known = windows.get(key) ?? readWindow({ accountId, webhookId: id }, seconds * 1_000);
    windows.set(key, known);
    return known;
  }

  /** Rounded down to the bucket in which the window begins. */
  async function readWindow(subject: LaneKey, windowMs: number): Promise<WindowFigures> {
    const width: Exclude<RollupWidth, "total"> = windowMs > LONG_WINDOW_MS ? "hour" : "minute";
    const sinceMs = startOf(nowMs - windowMs, width);
    const untilMs = startOf(nowMs, width) + WIDTH_MS[width];
    const { delivered, failed, responseBins } = mergeRollups(
      await ports.store.rollups(subject, { width, sinceMs, untilMs }),
    );
    const responses = [...responseBins.values()].reduce((sum, count) => sum + count, 0);
    return { delivered, failed, responses, p95Ms: percentileMs(responseBins, 0.95) };
  }

  async function oldestDue({ condition }: Rule, { accountId, id }: WebhookRecord): Promise<number | null> {
    if (condition.kind !== "backlog_age") return null;
    const dueMs = await ports.store.nextDueMs({ accountId, webhookId: id }, 0);
    if (dueMs === undefined || dueMs > nowMs) return null;
    dueSeen = true;
    return dueMs;
  }

  async function secretCreated({ condition }: Rule, webhook: WebhookRecord): Promise<number | null> {
    if (condition.kind !== "secret_age" || ports.rotationDays(webhook) === null) return null;
    const [newest] = await ports.store.secrets(webhook.accountId, webhook.id, nowMs);
    return newest?.createdMs ?? null;
  }

  return {
    anyDue: () => dueSeen,
    async of(rule, webhook) {
      const { disabledReason } = webhook;
      return {
        ...(await windowOf(rule, webhook)),
        oldestDueMs: await oldestDue(rule, webhook),
        enabled: webhook.status === "enabled",
        disabledReason: webhook.status === "enabled" || disabledReason === "by_hand" ? null : disabledReason,
        failing: webhook.failingSinceMs !== null,
        exhausted: exhausted.get(webhook.id) ?? 0,
        secretCreatedMs: await secretCreated(rule, webhook),
        rotationDays: ports.rotationDays(webhook),
      };
    },
  };
}
