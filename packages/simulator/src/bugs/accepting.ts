import type { AcceptEvents, EventInsertion, Store, WriteResult } from "@callcall/store";
import type { Bug } from "../world/bug.ts";
import { carriesOut, storeWith } from "./wrap.ts";

export const ackBeforeCommit: Bug = {
  name: "ack-before-commit",
  what: "a publish is answered when its transaction is asked for, not when it is done",
  plant: () => ({
    engineStore: (store) =>
      storeWith(store, {
        commit(commands) {
          const done = store.commit(commands);
          const all = commands.every((command): command is AcceptEvents => command.kind === "events.accept");
          if (!all) return done;
          done.catch(() => {});
          return Promise.resolve(commands.map(insertedAll));
        },
      }),
  }),
};

function insertedAll({ events }: AcceptEvents): WriteResult {
  return {
    kind: "accepted",
    events: events.map(({ id, createdMs, deliveries }) => ({
      status: "inserted",
      id,
      createdMs,
      deliveries: deliveries.length,
    })),
  };
}

/** Commits that a power cut may take, while their pages are on their way. */
const UNSYNCED_COMMITS = 2;

export const ackBeforeSync: Bug = {
  name: "ack-before-sync",
  what: "commits are synced later: synchronous=NORMAL",
  plant: () => {
    const lengths: number[] = [];
    return {
      realStore: (store, disk) =>
        storeWith(store, {
          async commit(commands) {
            const results = await store.commit(commands);
            lengths.push(disk.logBytes());
            disk.syncedLogBytes = lengths[lengths.length - 1 - UNSYNCED_COMMITS] ?? null;
            return results;
          },
        }),
    };
  },
};

export const checkedThenInserted: Bug = {
  name: "key-checked-before-insert",
  what: "an idempotency key is looked up before the insert and noted after it, with nothing unique between",
  plant: () => {
    const seen = new Map<string, readonly EventInsertion[]>();
    return {
      engineStore: (store) => storeWith(store, { commit: (commands) => checkThenInsert(store, seen, commands) }),
    };
  },
};

async function checkThenInsert(
  store: Store,
  seen: Map<string, readonly EventInsertion[]>,
  commands: Parameters<Store["commit"]>[0],
): Promise<readonly WriteResult[]> {
  const keyOf = ({ accountId, idempotency }: AcceptEvents) => idempotency && `${accountId} ${idempotency.key}`;
  const known = commands.map((command) => {
    const key = command.kind === "events.accept" ? keyOf(command) : null;
    return key === null ? undefined : seen.get(key);
  });
  const results = await store.commit(
    commands.map((command) => (command.kind === "events.accept" ? { ...command, idempotency: null } : command)),
  );
  return results.map((result, index) => {
    const command = commands[index];
    if (command?.kind !== "events.accept" || command.idempotency === null) return result;
    const earlier = known[index];
    if (earlier !== undefined) return { kind: "replayed", context: command.idempotency.context, events: earlier };
    if (result.kind === "accepted") seen.set(keyOf(command) ?? "", result.events);
    return result;
  });
}

export const staleFanOut: Bug = {
  name: "stale-fan-out",
  what: "a transaction does not look whether the subscriptions are still those that the fan-out was made from",
  plant: carriesOut(async (command, store) =>
    command.kind === "events.accept"
      ? { ...command, subscriptionsVersion: (await store.subscriptions(command.accountId)).version }
      : command,
  ),
};
