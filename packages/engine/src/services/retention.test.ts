import { Problem } from "@callcall/contract";
import type { DeliveryState, Store, StoreError } from "@callcall/store";
import { openSqliteStore } from "@callcall/store/sqlite";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createGroupCommit } from "../commit/group-commit.ts";
import {
  ACCOUNT,
  type Harness,
  makeDirectory,
  openHarness,
  seededRandom,
  type TestDirectory,
} from "../testing/harness.ts";
import { createVirtualTime } from "../testing/virtual-time.ts";
import { createRetention } from "./retention.ts";

const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ALL = { limit: 100_000, after: null };

let directory: TestDirectory;
let harness: Harness | undefined;

beforeEach(() => {
  directory = makeDirectory();
});

afterEach(async () => {
  await harness?.close();
  harness = undefined;
  directory.remove();
});

async function open(settings: Parameters<typeof openHarness>[1] = {}): Promise<Harness> {
  harness = await openHarness(directory.path, { respond: () => 200, ...settings });
  return harness;
}

test("events go when they have had their time, figures stay, and what is pending is kept until it ended", async () => {
  const { webhook, publish, engine, time, run, caller, store } = await open({ settings: { eventsKeptMs: 2 * HOUR } });
  const { id } = await webhook();
  await publish();
  await run(engine.webhooks.disable(caller, id));
  const slow = await webhook({ url: "https://slow.example/hook" });
  await run(engine.webhooks.disable(caller, slow.id));
  await run(engine.webhooks.enable(caller, id));
  const kept = await publish();
  await run(engine.events.replay(caller, kept.id, slow.id));
  await time.advance(2 * HOUR + 2 * MINUTE);
  const { data } = await run(engine.events.list(caller, {}, ALL));
  expect(data.map((event) => event.id)).toEqual([kept.id]);
  expect(engine.retention()).toMatchObject({ held: 0, removed: { events: 1 }, sweeping: false });
  await time.advance(2 * HOUR);
  expect(engine.retention()).toMatchObject({ held: 1, oldestMs: (await store.event(ACCOUNT, kept.id))?.createdMs });
  await run(engine.webhooks.enable(caller, slow.id));
  // It ended just now: for two hours somebody may want to see what came of it.
  await time.advance(HOUR);
  expect(await store.event(ACCOUNT, kept.id)).toBeDefined();
  await time.advance(4 * HOUR);
  expect(await store.event(ACCOUNT, kept.id)).toBeUndefined();
  expect(await store.deliveries(ACCOUNT, {}, ALL)).toMatchObject({ rows: [] });
  expect(await store.totalCounts({ accountId: ACCOUNT, webhookId: id })).toMatchObject({ created: 2, succeeded: 2 });
});

test("a payload that has expired is told of, and cannot be sent again", async () => {
  const { webhook, publish, engine, time, run, caller } = await open({ settings: { payloadsKeptMs: HOUR } });
  const first = await webhook();
  const event = await publish({ secret: "n" }, { id: "order-7" });
  await time.advance(MINUTE);
  const filtered = await webhook({ filter: 'data.secret == "n"', url: "https://filtered.example/hook" });
  await time.advance(HOUR + 2 * MINUTE);

  expect(await run(engine.events.get(caller, event.id))).toMatchObject({ payload_expired: true, dataJson: null });
  const { data } = await run(engine.events.list(caller, {}, ALL));
  expect(data).toMatchObject([{ id: event.id, payload_expired: true, data_bytes: 14 }]);
  const [delivery] = (await harness?.deliveries()) ?? [];
  expect(await run(engine.deliveries.get(caller, delivery?.id ?? ""))).toMatchObject({
    payload_expired: true,
    attempts: [{ outcome: "delivered", request: { body: "", body_bytes: 0 }, response: { status: 200, body: "" } }],
  });
  const expired = { code: "payload_expired", status: 410, message: expect.stringContaining("publish it anew") };
  for (const { id } of [first, filtered]) {
    await expect(run(engine.events.replay(caller, event.id, id))).rejects.toMatchObject(expired);
  }
  await expect(run(engine.deliveries.retry(caller, delivery?.id ?? ""))).rejects.toMatchObject(expired);
  const explained = await run(engine.events.explain(caller, event.id));
  expect(explained.data.map(({ verdict }) => verdict).sort()).toEqual(["delivered", "registered_later"]);
  expect(explained.data.map(({ hint }) => hint)).toEqual([null, null]);

  // The same once more is the same event; another with its id is refused as ever.
  expect((await publish({ secret: "n" }, { id: "order-7" })).created).toBe(event.created);
  await expect(publish({ secret: "m" }, { id: "order-7" })).rejects.toMatchObject({ code: "duplicate_id" });
});

test("a filter that cannot be asked any more is said to be so", async () => {
  const { webhook, publish, engine, time, run, caller } = await open({ settings: { payloadsKeptMs: HOUR } });
  await webhook();
  const filtered = await webhook({ filter: "data.n > 1", url: "https://filtered.example/hook" });
  const event = await publish({ n: 1 });
  await time.advance(HOUR + 2 * MINUTE);
  const { data } = await run(engine.events.explain(caller, event.id));
  expect(data.find(({ webhook_id }) => webhook_id === filtered.id)).toMatchObject({
    verdict: "payload_expired",
    message: expect.stringContaining("data.n > 1"),
  });
});

test("what is kept for ever is kept, and an idle server writes nothing", async () => {
  let commits = 0;
  const counted = (store: Store): Store => ({
    ...store,
    commit: (commands) => {
      commits += commands.filter(({ kind }) => kind === "retention.sweep").length;
      return store.commit(commands);
    },
  });
  const settings = { eventsKeptMs: null, auditKeptMs: null };
  const { publish, time, engine, caller, run } = await open({ settings, wrap: counted });
  await publish();
  await time.advance(2 * DAY);
  expect(commits).toBe(0);
  expect((await run(engine.events.list(caller, {}, ALL))).data).toHaveLength(1);
});

test("a clock that was set forward removes nothing for an hour", async () => {
  const { publish, time, engine, log, caller, run } = await open({ settings: { eventsKeptMs: DAY } });
  await publish();
  await time.advance(2 * MINUTE);
  time.step(365 * DAY);
  await time.advance(50 * MINUTE);
  expect((await run(engine.events.list(caller, {}, ALL))).data).toHaveLength(1);
  expect(log.filter(({ message }) => message.includes("nothing is removed for an hour"))).toHaveLength(1);
  time.step(-365 * DAY);
  await time.advance(2 * HOUR);
  expect((await run(engine.events.list(caller, {}, ALL))).data).toHaveLength(1);
  time.step(365 * DAY);
  await time.advance(2 * HOUR);
  expect((await run(engine.events.list(caller, {}, ALL))).data).toHaveLength(0);
});

test("a step that is refused is tried again, and one that fails is left to the next turn", async () => {
  const time = createVirtualTime();
  const store = await openSqliteStore({ path: directory.path });
  const refusals: Error[] = [
    new Problem("unavailable", "Cannot take it"),
    Object.assign(new Error("disk full"), { reason: "full" }) as StoreError,
  ];
  const commit = createGroupCommit({ store, clock: time.clock, timers: time.timers, observe: undefined, onFatal() {} });
  const warned: string[] = [];
  const log = { info() {}, error() {}, warn: (_: object, message: string) => void warned.push(message) };
  const retention = createRetention({
    store,
    commit: {
      ...commit,
      async submitIfRoom(command) {
        const refusal = refusals.shift();
        if (refusal !== undefined) throw refusal;
        return commit.submitIfRoom(command);
      },
    },
    clock: time.clock,
    timers: time.timers,
    log,
    kept: { eventsKeptMs: DAY, payloadsKeptMs: null, auditKeptMs: null },
  });
  await put(store, "evt_old", time.clock.nowMs() - 2 * DAY, null);
  retention.start();
  await time.advance(1_000);
  expect(retention.progress()).toMatchObject({ sweptMs: null, removed: { events: 0 } });
  expect(warned).toEqual(["cannot remove what had its time yet"]);
  await time.advance(MINUTE);
  expect(retention.progress()).toMatchObject({ sweptMs: expect.any(Number), removed: { events: 1 }, oldestMs: null });
  await retention.close();
  await store.close();
});

/** An event with a delivery in this state; null: owed to nobody. */
async function put(store: Store, id: string, createdMs: number, state: DeliveryState | null): Promise<void> {
  const webhookId = "wh_one";
  const deliveryId = `dlv_${id.slice(4)}`;
  const attemptId = `att_${id.slice(4)}`;
  const open = state === "pending" || state === "cancelled" ? null : { id: attemptId, startedMs: createdMs };
  const deliveries = state === null ? [] : [{ id: deliveryId, webhookId, nextAttemptMs: createdMs, open }];
  const event = {
    id,
    type: "a.b",
    createdMs,
    data: new TextEncoder().encode("{}"),
    warnings: null,
    trace: null,
    deliveries,
  };
  const accountId = ACCOUNT;
  const common = { accountId, subscriptionsVersion: 0, nowMs: createdMs, idempotency: null };
  await store.commit([{ kind: "events.accept", ...common, events: [event] }]);
  if (state === "succeeded" || state === "failed") await settle(store, id, createdMs, state);
}

async function settle(store: Store, id: string, settledMs: number, state: "succeeded" | "failed"): Promise<void> {
  await store.commit([
    {
      kind: "attempt.settle",
      webhookId: "wh_one",
      attempt: {
        accountId: ACCOUNT,
        deliveryId: `dlv_${id.slice(4)}`,
        id: `att_${id.slice(4)}`,
        number: 1,
        outcome: state === "succeeded" ? "delivered" : "http_5xx",
        charged: true,
        startedMs: settledMs,
        request: null,
        response: null,
        error: null,
        remoteAddress: null,
        timings: null,
      },
      state,
      chargedCount: 1,
      nextAttemptMs: null,
      settledMs,
      health: null,
      disable: null,
    },
  ]);
}

test("sixteen days of life with a crash every third day: what is old and ended goes, and nothing else ever does", async () => {
  const random = seededRandom(7);
  const KEPT = 12 * DAY;
  const time = createVirtualTime();
  let store = await openSqliteStore({ path: directory.path });
  const log = { info() {}, warn() {}, error() {} };
  const start = () => {
    const commit = createGroupCommit({
      store,
      clock: time.clock,
      timers: time.timers,
      observe: undefined,
      onFatal() {},
    });
    const ports = { store, commit, clock: time.clock, timers: time.timers, log };
    const retention = createRetention({
      ...ports,
      kept: { eventsKeptMs: KEPT, payloadsKeptMs: null, auditKeptMs: null },
    });
    retention.start();
    return retention;
  };
  let retention = start();
  /** By event: when it was accepted, and when it ended; null: it has not. */
  const model = new Map<string, { createdMs: number; endedMs: number | null }>();
  const states = ["pending", "succeeded", "failed", null] as const;

  for (let hour = 0; hour < 16 * 24; hour += 4) {
    const nowMs = time.clock.nowMs();
    for (let index = 0; index < 3; index++) {
      const id = `evt_${String(hour).padStart(4, "0")}${index}`;
      const state = states[Math.floor(random.fraction() * states.length)] ?? null;
      await put(store, id, nowMs, state);
      model.set(id, { createdMs: nowMs, endedMs: state === "pending" ? null : nowMs });
    }
    // Now and then one that has waited for long is sent after all.
    for (const [id, event] of model) {
      if (event.endedMs !== null || random.fraction() > 0.01) continue;
      await store.commit([
        {
          kind: "attempt.begin",
          accountId: ACCOUNT,
          deliveryId: `dlv_${id.slice(4)}`,
          attemptId: `att_${id.slice(4)}`,
          startedMs: nowMs,
        },
      ]);
      await settle(store, id, nowMs, "succeeded");
      event.endedMs = nowMs;
    }
    if (hour % 72 === 36) {
      // Killed in the middle of a turn: nothing of it runs any more.
      const killed = retention.close();
      await store.close();
      store = await openSqliteStore({ path: directory.path });
      retention = start();
      await time.settle();
      await killed;
    }
    await time.advance(4 * HOUR);
    await verify(store, model, time.clock.nowMs(), KEPT);
  }
  expect(retention.progress().removed.events).toBeGreaterThan(0);
  expect(retention.progress().held).toBeGreaterThan(0);
  await retention.close();
  await store.close();
}, 60_000);

async function verify(
  store: Store,
  model: Map<string, { createdMs: number; endedMs: number | null }>,
  nowMs: number,
  keptMs: number,
): Promise<void> {
  const there = new Set((await store.events(ACCOUNT, {}, ALL)).rows.map(({ id }) => id));
  const deliveries = (await store.deliveries(ACCOUNT, {}, ALL)).rows;
  for (const delivery of deliveries) expect(there).toContain(delivery.eventId);
  for (const [id, { createdMs, endedMs }] of model) {
    const mustStay = endedMs === null || createdMs >= nowMs - keptMs;
    // Ended more than a day ago, and a whole turn later.
    const mustGo = !mustStay && endedMs < nowMs - DAY - 2 * HOUR && createdMs < nowMs - keptMs - 2 * HOUR;
    if (mustStay) expect(there, `${id} is gone`).toContain(id);
    if (mustGo) expect(there, `${id} is still there`).not.toContain(id);
    if (!there.has(id)) model.delete(id);
  }
}
