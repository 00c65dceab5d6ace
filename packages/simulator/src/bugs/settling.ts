import type { RetryDelivery, SettleAttempt, Store, WriteResult } from "@callcall/store";
import type { Bug } from "../world/bug.ts";
import { carriesOut, commitEach, commitOne, engineReads, storeWith } from "./wrap.ts";

export const noFence: Bug = {
  name: "completion-without-fence",
  what: "a settle is taken whoever holds the delivery by now",
  plant: carriesOut(async (command, store) => {
    if (command.kind !== "attempt.settle") return command;
    const { accountId, deliveryId } = command.attempt;
    const row = await store.delivery(accountId, deliveryId);
    if (!row?.open) return command;
    return { ...command, attempt: { ...command.attempt, id: row.open.id, number: row.attemptCount } };
  }),
};

/** Nobody comes back to it before this. */
const NEVER_MS = 4_000_000_000_000;

export const twoTransactions: Bug = {
  name: "attempt-and-schedule-apart",
  what: "an attempt is recorded in one transaction and its retry planned in the next",
  plant: () => ({
    engineStore: (store) =>
      storeWith(store, {
        commit: (commands) =>
          commands.some(isRetried)
            ? commitEach(commands, (command) =>
                isRetried(command) ? settleInTwo(store, command) : commitOne<typeof command>(store, command),
              )
            : store.commit(commands),
      }),
  }),
};

function isRetried(command: { readonly kind: string }): command is SettleAttempt {
  return command.kind === "attempt.settle" && (command as SettleAttempt).nextAttemptMs !== null;
}

async function settleInTwo(store: Store, command: SettleAttempt): Promise<WriteResult> {
  const result = await commitOne(store, { ...command, nextAttemptMs: NEVER_MS });
  if (result.kind !== "settled" || command.nextAttemptMs === null) return result;
  const { accountId, deliveryId } = command.attempt;
  const plan: RetryDelivery = {
    kind: "delivery.retry",
    accountId,
    deliveryId,
    nowMs: command.nextAttemptMs,
    audit: {
      accountId,
      id: `aud_${command.attempt.id.slice(4)}`,
      atMs: command.settledMs,
      actor: "system",
      actorName: "Server",
      ip: null,
      action: "delivery.retry",
      target: deliveryId,
      requestId: "req_planted",
      changes: null,
    },
  };
  await commitOne(store, plan);
  return result;
}

export const beginAfterSend: Bug = {
  name: "begin-not-awaited",
  what: "an attempt is sent while it is still being written down",
  plant: () => {
    const counts = new Map<string, number>();
    return {
      engineStore: (store) =>
        storeWith(store, {
          async commit(commands) {
            const done = store.commit(commands);
            if (!commands.every(({ kind }) => kind === "attempt.begin")) return done;
            done.catch(() => {});
            const numbers = commands.map(async (command): Promise<WriteResult> => {
              if (command.kind !== "attempt.begin") throw new Error("Cannot happen: these are begins");
              const { accountId, deliveryId } = command;
              const stored = (await store.delivery(accountId, deliveryId))?.attemptCount ?? 0;
              const number = Math.max(stored, counts.get(deliveryId) ?? 0) + 1;
              counts.set(deliveryId, number);
              return { kind: "begun", number };
            });
            return Promise.all(numbers);
          },
        }),
    };
  },
};

export const recoverySkipped: Bug = {
  name: "claims-leaked-by-a-crash",
  what: "what a crash left in flight is not taken up by the next start",
  plant: engineReads(() => ({ openAttempts: async () => [] })),
};
