/** Random sequences of commands, on the store and on a model small enough to be believed. */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { WriteCommand } from "../port/commands.ts";
import type { DeliveryState } from "../port/records.ts";
import {
  ACCOUNT,
  acceptEvents,
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
}

const DELIVERIES = 3;

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
  }),
  { maxLength: 40 },
);

/** What the command must answer; the model changes as it does. */
function play(model: ModelDelivery, action: Step["action"], id: string): { command: WriteCommand; kind: string } {
  const request = { accountId: ACCOUNT, deliveryId: id, nowMs: T0, audit: buildAudit() };
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
      if (model.state !== "pending") model.chargedCount = 0;
      model.state = "pending";
      return { command: { kind: "delivery.retry", ...request }, kind: "due" };
    case "cancel": {
      const command = { kind: "delivery.cancel", reason: "by_hand", ...request } as const;
      if (model.state !== "pending") return { command, kind: "finished" };
      model.state = "cancelled";
      return { command, kind: "cancelled" };
    }
    default:
      return settle(model, action, id);
  }
}

const STATE_AFTER = { succeed: "succeeded", fail: "failed", postpone: "pending" } as const;

function settle(
  model: ModelDelivery,
  action: keyof typeof STATE_AFTER,
  id: string,
): { command: WriteCommand; kind: string } {
  const state = STATE_AFTER[action];
  const attempt = buildAttempt(id, model.open ?? nextId("att"), { number: model.attemptCount });
  const chargedCount = model.chargedCount + 1;
  const nextAttemptMs = state === "pending" ? T0 : null;
  const command = settleAttempt(attempt, { state, chargedCount, nextAttemptMs });
  if (model.open === null) return { command, kind: "stale" };
  model.open = null;
  model.attempts += 1;
  model.chargedCount = chargedCount;
  if (model.state === "pending") model.state = state;
  return { command, kind: "settled" };
}

export function describeHistory(subject: Subject): void {
  test("states, fences and counts are those of the model, whatever is done in whatever order", async () => {
    const webhook = await subject.webhook();
    await fc.assert(
      fc.asyncProperty(steps, fc.integer({ min: 1, max: 8 }), async (history, perCommit) => {
        const deliveries = Array.from({ length: DELIVERIES }, () => buildDelivery(webhook.id));
        const ids = deliveries.map((delivery) => delivery.id);
        const event = buildEvent({ deliveries });
        await subject.run(acceptEvents([event], { subscriptionsVersion: 1 }));
        const models = ids.map(
          (): ModelDelivery => ({ state: "pending", open: null, attemptCount: 0, chargedCount: 0, attempts: 0 }),
        );

        const played = history.map(({ action, delivery }) =>
          play(models[delivery] as ModelDelivery, action, ids[delivery] as string),
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
          const listed = await subject.store.deliveries(ACCOUNT, { eventId: event.id, state }, FIRST_PAGE);
          expect(listed).toHaveLength(counts[state]);
        }
      }),
      { numRuns: 60 },
    );
  });
}
