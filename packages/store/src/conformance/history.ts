/**
 * Random sequences of commands, on the store and on a model small enough to be believed: states, fences, counts,
 * and what the figures by minute come to.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { WriteCommand } from "../port/commands.ts";
import type { DeliveryState } from "../port/records.ts";
import { type Counts, mergeRollups, NO_COUNTS, pendingOf, startOf } from "../stats/rollup.ts";
import {
  ACCOUNT,
  beginAttempt,
  buildAttempt,
  buildAudit,
  buildDelivery,
  buildEvent,
  nextId,
  settleAttempt,
  T0,
} from "./builders.ts";
import { FIRST_PAGE, type Subject } from "./subject.ts";

interface ModelDelivery {
  state: DeliveryState;
  open: string | null;
  attemptCount: number;
  chargedCount: number;
  attempts: number;
}

interface Step {
  readonly action: "begin" | "succeed" | "fail" | "postpone" | "settle with a stale fence" | "retry" | "cancel";
  readonly delivery: number;
  /** When it is done, in minutes after T0. */
  readonly minute: number;
}

const DELIVERIES = 3;
const MINUTE_MS = 60_000;
const MINUTES = 4;
/** T0 lies inside a minute. */
const T0_MINUTE = T0 - (T0 % MINUTE_MS);

/** What the figures of each minute must be, added up one by one. */
type Figures = Map<number, Partial<Record<keyof Counts, number>>>;

const steps = fc.array(
  fc.record({
    action: fc.constantFrom<Step["action"][]>(
      "begin",
      "succeed",
      "fail",
      "postpone",
      "settle with a stale fence",
      "retry",
      "cancel",
    ),
    delivery: fc.nat({ max: DELIVERIES - 1 }),
    minute: fc.nat({ max: MINUTES - 1 }),
  }),
  { maxLength: 40 },
);

/** What the command must answer, and what it must be counted as; the model changes as it does. */
interface Played {
  readonly command: WriteCommand;
  readonly kind: string;
  readonly counted?: readonly (keyof Counts)[];
}

function play(model: ModelDelivery, { action, minute }: Step, id: string, webhookId: string): Played {
  const nowMs = T0 + minute * MINUTE_MS;
  const request = { accountId: ACCOUNT, deliveryId: id, nowMs, audit: buildAudit() };
  switch (action) {
    case "begin": {
      const command = beginAttempt(id);
      if (model.state !== "pending" || model.open !== null) return { command, kind: "stale" };
      model.open = command.attemptId;
      model.attemptCount += 1;
      return { command, kind: "begun" };
    }
    case "settle with a stale fence":
      return { command: settleAttempt(buildAttempt(id, nextId("att"))), kind: "stale" };
    case "retry":
      if (model.open !== null) return { command: { kind: "delivery.retry", ...request }, kind: "in_flight" };
      if (model.state === "pending") return { command: { kind: "delivery.retry", ...request }, kind: "due" };
      model.chargedCount = 0;
      model.state = "pending";
      return { command: { kind: "delivery.retry", ...request }, kind: "due", counted: ["reopened"] };
    case "cancel": {
      const command = { kind: "delivery.cancel", reason: "by_hand", ...request } as const;
      if (model.state !== "pending") return { command, kind: "finished" };
      model.state = "cancelled";
      return { command, kind: "cancelled", counted: ["cancelled"] };
    }
    default:
      return settle(model, action, id, webhookId, nowMs);
  }
}

const STATE_AFTER = { succeed: "succeeded", fail: "failed", postpone: "pending" } as const;
const END_OF = { succeeded: ["succeeded"], failed: ["exhausted"], pending: [] } as const;

function settle(
  model: ModelDelivery,
  action: keyof typeof STATE_AFTER,
  id: string,
  webhookId: string,
  settledMs: number,
): Played {
  const state = STATE_AFTER[action];
  const attempt = buildAttempt(id, model.open ?? nextId("att"), { number: model.attemptCount });
  const chargedCount = model.chargedCount + 1;
  const nextAttemptMs = state === "pending" ? T0 : null;
  const command = settleAttempt(attempt, { state, chargedCount, nextAttemptMs, webhookId, settledMs });
  if (model.open === null) return { command, kind: "stale" };
  model.open = null;
  model.attempts += 1;
  model.chargedCount = chargedCount;
  const ended = model.state === "pending" ? END_OF[state] : [];
  if (model.state === "pending") model.state = state;
  return { command, kind: "settled", counted: ["attempts", state === "succeeded" ? "delivered" : "failed", ...ended] };
}

/** Add up the counted steps, each at its minute. */
function figuresOf(played: readonly Played[], history: readonly Step[]): Figures {
  const figures: Figures = new Map([[T0_MINUTE, { created: DELIVERIES }]]);
  for (const [index, { counted = [] }] of played.entries()) {
    const startMs = T0_MINUTE + (history[index]?.minute ?? 0) * MINUTE_MS;
    const figure = figures.get(startMs) ?? {};
    for (const name of counted) figure[name] = (figure[name] ?? 0) + 1;
    if (counted.length > 0) figures.set(startMs, figure);
  }
  return figures;
}

async function expectFigures(subject: Subject, webhookId: string, figures: Figures): Promise<void> {
  const range = { sinceMs: T0_MINUTE, untilMs: T0_MINUTE + MINUTES * MINUTE_MS };
  const whose = { accountId: ACCOUNT, webhookId };
  const minutes = await subject.store.rollups(whose, { width: "minute", ...range });
  expect(minutes.map(({ startMs }) => startMs)).toEqual([...figures.keys()].sort((a, b) => a - b));
  for (const { startMs, outcomes, responseBins, ...counts } of minutes) {
    expect(counts).toEqual({ ...NO_COUNTS, ...figures.get(startMs) });
    const sum = (parts: ReadonlyMap<unknown, number>) => [...parts.values()].reduce((all, part) => all + part, 0);
    expect([sum(outcomes), sum(responseBins)]).toEqual([counts.attempts, counts.attempts]);
  }
  const hours = { width: "hour", sinceMs: startOf(T0, "hour"), untilMs: range.untilMs } as const;
  expect(mergeRollups(await subject.store.rollups(whose, hours))).toEqual({
    ...mergeRollups(minutes),
    startMs: hours.sinceMs,
  });
}

export function describeHistory(subject: Subject): void {
  test("states, fences, counts and figures are those of the model, whatever is done in whatever order", async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.integer({ min: 1, max: 8 }), async (history, perCommit) => {
        const webhook = await subject.webhook();
        const deliveries = Array.from({ length: DELIVERIES }, () => buildDelivery(webhook.id));
        const ids = deliveries.map((delivery) => delivery.id);
        const event = buildEvent({ deliveries });
        await subject.accept([event]);
        const models = ids.map(
          (): ModelDelivery => ({ state: "pending", open: null, attemptCount: 0, chargedCount: 0, attempts: 0 }),
        );

        const played = history.map((step) =>
          play(models[step.delivery] as ModelDelivery, step, ids[step.delivery] as string, webhook.id),
        );
        for (let start = 0; start < played.length; start += perCommit) {
          const part = played.slice(start, start + perCommit);
          const results = await subject.store.commit(part.map(({ command }) => command));
          expect(results.map((result) => result.kind)).toEqual(part.map(({ kind }) => kind));
        }

        const counts = { pending: 0, succeeded: 0, failed: 0, cancelled: 0 };
        for (const [index, id] of ids.entries()) {
          const { attempts, open, ...model } = models[index] as ModelDelivery;
          counts[model.state] += 1;
          const stored = await subject.store.delivery(ACCOUNT, id);
          expect(stored).toMatchObject(model);
          expect(stored?.open?.id ?? null).toBe(open);
          expect(await subject.store.attempts(ACCOUNT, id, 100)).toHaveLength(attempts);
        }
        expect((await subject.store.deliveryCounts(ACCOUNT, [event.id])).get(event.id)).toEqual(counts);
        for (const state of ["pending", "succeeded", "failed", "cancelled"] as const) {
          const listed = await subject.deliveries(ACCOUNT, { eventId: event.id, state }, FIRST_PAGE);
          expect(listed).toHaveLength(counts[state]);
        }
        await expectFigures(subject, webhook.id, figuresOf(played, history));
        const total = await subject.store.totalCounts({ accountId: ACCOUNT, webhookId: webhook.id });
        expect(pendingOf(total)).toBe(counts.pending);
      }),
      { numRuns: 60 },
    );
    await expectRecount(subject);
  });
}

/** The figures of the account against its rows. */
async function expectRecount(subject: Subject): Promise<void> {
  const rows = await subject.deliveries(ACCOUNT, {}, { limit: 1_000, after: null });
  const attempts = await Promise.all(rows.map(({ id }) => subject.store.attempts(ACCOUNT, id, 100)));
  const total = await subject.store.totalCounts({ accountId: ACCOUNT, webhookId: null });
  const events = await subject.events(ACCOUNT, {}, { limit: 1_000, after: null });
  expect({ ...total, pending: pendingOf(total) }).toMatchObject({
    events: events.length,
    created: rows.length,
    attempts: attempts.flat().length,
    pending: rows.filter(({ state }) => state === "pending").length,
  });
}
