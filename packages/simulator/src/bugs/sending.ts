import type { Exchange } from "@callcall/engine";
import type { Bug, PlantedPorts } from "../world/bug.ts";
import { engineReads } from "./wrap.ts";

export const fifoUnlockedOnRetry: Bug = {
  name: "fifo-unlocked-on-retry",
  what: "a FIFO lane reads what is due and passes over what waits for its retry",
  plant: ({ clock }) =>
    engineReads((store) => ({
      pendingInOrder: async (lane, limit) =>
        (await store.pendingInOrder(lane, limit)).filter(({ nextAttemptMs }) => (nextAttemptMs ?? 0) <= clock.nowMs()),
    }))(),
};

export const retryTooEarly: Bug = {
  name: "retry-too-early",
  what: "a lane takes what it has read for due",
  plant: engineReads((store) => ({
    dueDeliveries: async (lane, nowMs, limit) =>
      (await store.dueDeliveries(lane, nowMs + 5_000, limit)).map((row) => ({ ...row, nextAttemptMs: 0 })),
    pendingInOrder: async (lane, limit) =>
      (await store.pendingInOrder(lane, limit)).map((row) => ({ ...row, nextAttemptMs: 0 })),
  })),
};

export const retryForgotten: Bug = {
  name: "retry-forgotten",
  what: "a lane that has nothing due does not ask when there will be",
  plant: engineReads(() => ({ nextDueMs: async () => undefined })),
};

export const newestFirst: Bug = {
  name: "fifo-newest-first",
  what: "a FIFO lane is read in the wrong direction",
  plant: engineReads((store) => ({
    pendingInOrder: async (lane, limit) => [...(await store.pendingInOrder(lane, 1_000))].reverse().slice(0, limit),
  })),
};

/** A sender that makes something else of what came of a request. */
function hears(change: (exchange: Exchange) => Exchange | Promise<Exchange>): () => PlantedPorts {
  return () => ({
    sender: (sender) => ({
      send: async (request) => change(await sender.send(request)),
      close: (withinMs) => sender.close(withinMs),
    }),
  });
}

export const leakedBySlot: Bug = {
  name: "slot-leaked-by-a-reset",
  what: "a request whose connection is reset never gives its slot back",
  plant: hears((exchange) => (exchange.outcome === "connection_reset" ? new Promise<never>(() => {}) : exchange)),
};

export const localFaultCharged: Bug = {
  name: "local-fault-charged",
  what: "a fault of our own side counts against the webhook",
  plant: hears((exchange) =>
    exchange.outcome === "local_fault" ? { ...exchange, outcome: "connect_refused" } : exchange,
  ),
};

export const retryAfterUnread: Bug = {
  name: "retry-after-unread",
  what: "a consumer that asks to be left alone for a while is not heard",
  plant: hears((exchange) => ({ ...exchange, retryAfter: null })),
};

export const controlUnread: Bug = {
  name: "control-unread",
  what: "a consumer that gives up a delivery, or all of them, is not heard",
  plant: hears((exchange) =>
    exchange.response === null ? exchange : { ...exchange, response: { ...exchange.response, headers: [] } },
  ),
};

export const bareBody: Bug = {
  name: "data-printed-again",
  what: "the payload is parsed and printed on its way",
  plant: engineReads((store) => ({
    async event(accountId, eventId) {
      const event = await store.event(accountId, eventId);
      if (event === undefined || event.data === null) return event;
      return { ...event, data: Buffer.from(JSON.stringify(JSON.parse(Buffer.from(event.data).toString()))) };
    },
  })),
};
