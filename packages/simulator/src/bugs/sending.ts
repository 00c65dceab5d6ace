import type { Bug } from "../world/bug.ts";
import { storeWith } from "./wrap.ts";

export const fifoUnlockedOnRetry: Bug = {
  name: "fifo-unlocked-on-retry",
  what: "a FIFO lane reads what is due and passes over what waits for its retry",
  plant: ({ clock }) => ({
    engineStore: (store) =>
      storeWith(store, {
        pendingInOrder: async (lane, limit) =>
          (await store.pendingInOrder(lane, limit)).filter(
            ({ nextAttemptMs }) => (nextAttemptMs ?? 0) <= clock.nowMs(),
          ),
      }),
  }),
};

export const retryTooEarly: Bug = {
  name: "retry-too-early",
  what: "a lane takes what it has read for due",
  plant: () => ({
    engineStore: (store) =>
      storeWith(store, {
        dueDeliveries: async (lane, nowMs, limit) =>
          (await store.dueDeliveries(lane, nowMs + 5_000, limit)).map((row) => ({ ...row, nextAttemptMs: 0 })),
        pendingInOrder: async (lane, limit) =>
          (await store.pendingInOrder(lane, limit)).map((row) => ({ ...row, nextAttemptMs: 0 })),
      }),
  }),
};

export const retryForgotten: Bug = {
  name: "retry-forgotten",
  what: "a lane that has nothing due does not ask when there will be",
  plant: () => ({ engineStore: (store) => storeWith(store, { nextDueMs: async () => undefined }) }),
};

export const leakedBySlot: Bug = {
  name: "slot-leaked-by-a-reset",
  what: "a request whose connection is reset never gives its slot back",
  plant: () => ({
    sender: (sender) => ({
      send: async (request) => {
        const exchange = await sender.send(request);
        return exchange.outcome === "connection_reset" ? new Promise<never>(() => {}) : exchange;
      },
      close: (withinMs) => sender.close(withinMs),
    }),
  }),
};

export const localFaultCharged: Bug = {
  name: "local-fault-charged",
  what: "a fault of our own side counts against the webhook",
  plant: () => ({
    sender: (sender) => ({
      send: async (request) => {
        const exchange = await sender.send(request);
        return exchange.outcome === "local_fault" ? { ...exchange, outcome: "connect_refused" } : exchange;
      },
      close: (withinMs) => sender.close(withinMs),
    }),
  }),
};

export const bareBody: Bug = {
  name: "data-printed-again",
  what: "the payload is parsed and printed on its way",
  plant: () => ({
    engineStore: (store) =>
      storeWith(store, {
        async event(accountId, eventId) {
          const event = await store.event(accountId, eventId);
          if (event === undefined || event.data === null) return event;
          return { ...event, data: Buffer.from(JSON.stringify(JSON.parse(Buffer.from(event.data).toString()))) };
        },
      }),
  }),
};
