import { type Store, StoreError } from "@callcall/store";
import { afterEach, beforeEach, expect, it } from "vitest";
import {
  ACCOUNT,
  CALLER,
  type Harness,
  makeDirectory,
  openHarness,
  type TestDirectory,
  TYPE,
} from "../testing/harness.ts";
import { VIRTUAL_START_MS } from "../testing/virtual-time.ts";
import type { Step, StepName } from "./steps.ts";

let directory: TestDirectory;
let harness: Harness;
const steps: Step[] = [];

beforeEach(async () => {
  steps.length = 0;
  directory = makeDirectory();
  harness = await openHarness(directory.path, { observers: [(step) => void steps.push(step)] });
});
afterEach(async () => {
  await harness.close();
  directory.remove();
});

const WITHOUT_COMMITS = (name: StepName): boolean => !name.startsWith("commit.");
const told = (): readonly StepName[] => steps.map(({ step }) => step).filter(WITHOUT_COMMITS);

function only<Name extends StepName>(name: Name): Extract<Step, { step: Name }> {
  const found = steps.filter((step): step is Extract<Step, { step: Name }> => step.step === name);
  expect(found).toHaveLength(1);
  return found[0] as Extract<Step, { step: Name }>;
}

it("tells a delivery's way: accepted, tried, planned again, tried, finished", async () => {
  const webhook = await harness.webhook();
  steps.length = 0;
  const { id } = await harness.publish({ n: 1 });
  expect(told()).toEqual(["attempt.begun", "publish.accepted", "attempt.signed"]);
  expect(only("attempt.begun")).toMatchObject({ born: true, lateMs: null, beginMs: 0, eventId: id, attempt: 1 });
  expect(only("publish.accepted")).toMatchObject({ accountId: ACCOUNT, eventType: TYPE, events: 1, deliveries: 1 });

  steps.length = 0;
  await harness.time.advance(250);
  harness.sender.open[0]?.answer({ status: 503, timings: { ...NO_TIMINGS, firstByteMs: 250, totalMs: 251 } });
  await harness.time.settle();
  expect(told()).toEqual(["attempt.sent", "attempt.settled", "retry.planned"]);
  expect(only("attempt.sent")).toMatchObject({ outcome: "http_5xx", status: 503, acceptedToFirstByteMs: 250 });
  expect(only("attempt.settled")).toMatchObject({
    webhookId: webhook.id,
    eventId: id,
    eventType: TYPE,
    attempt: 1,
    charged: true,
    state: "pending",
    sendMs: 251,
    startedAt: expect.any(Number),
    requestBytes: Buffer.byteLength(harness.sender.sends[0]?.body ?? ""),
  });
  const { delayMs } = only("retry.planned");
  expect(delayMs).toBeGreaterThanOrEqual(2_000);
  expect(only("attempt.settled").nextAttemptAt).toBe(harness.time.clock.nowMs() + delayMs);

  steps.length = 0;
  await harness.time.advance(delayMs);
  harness.sender.open[0]?.answer(200);
  await harness.time.settle();
  expect(told()).toEqual([
    "lane.refilled",
    "attempt.begun",
    "attempt.signed",
    "attempt.sent",
    "attempt.settled",
    "delivery.finished",
  ]);
  expect(only("attempt.begun")).toMatchObject({ born: false, lateMs: 0, attempt: 2 });
  // Of a retry it says how long the consumer was down, not how fast we are.
  expect(only("attempt.sent")).toMatchObject({ acceptedToFirstByteMs: null });
  expect(only("delivery.finished")).toMatchObject({ state: "succeeded", outcome: "delivered", attempt: 2 });
});

it("tells what was refused by its code, and what was answered before", async () => {
  const body = JSON.stringify({ type: TYPE, data: {} });
  const key = { key: "once", method: "POST", path: "/events" };
  await harness.publishRaw(body, key);
  await harness.publishRaw(body, key);
  await expect(harness.publishRaw(JSON.stringify({ type: "no.such", data: {} }))).rejects.toThrow();
  const published = steps.filter(({ step }) => step.startsWith("publish."));
  expect(published).toMatchObject([
    { step: "publish.accepted", replayed: false, bodyBytes: body.length },
    { step: "publish.accepted", replayed: true },
    { step: "publish.refused", code: "unknown_event_type" },
  ]);
});

it("tells when a webhook's breaker opens and closes", async () => {
  await harness.webhook();
  harness.sender.respond = () => 500;
  const events = Array.from({ length: 30 }, () => ({ type: TYPE, data: {} }));
  const body = new TextEncoder().encode(JSON.stringify({ events }));
  await harness.run(harness.engine.events.publishBatch(CALLER, body));
  await harness.time.settle();
  expect(only("breaker.opened")).toMatchObject({ accountId: ACCOUNT });
  harness.sender.respond = () => 200;
  await harness.time.advance(60_000);
  const { openMs } = only("breaker.closed");
  expect(openMs).toBeGreaterThanOrEqual(1_000);
});

it("counts a batch by its items", async () => {
  await harness.webhook();
  const events = [
    { type: TYPE, data: {} },
    { type: "no.such", data: {} },
    { type: TYPE, data: {} },
  ];
  const body = new TextEncoder().encode(JSON.stringify({ events }));
  await harness.run(harness.engine.events.publishBatch(CALLER, body));
  expect(only("publish.accepted")).toMatchObject({ eventType: null, events: 2, deliveries: 2, refused: 1 });
});

it("tells of commits with their rows, and of what a crash left open", async () => {
  await harness.webhook();
  await harness.publish();
  expect(harness.engine.load()).toEqual({ inFlight: 1, lanes: 1, queued: 0, waitingCommands: 0 });
  expect(steps).toContainEqual(expect.objectContaining({ step: "commit.done", commands: 1, rows: 3, waiting: 0 }));
  await harness.crash();
  steps.length = 0;
  harness = await openHarness(directory.path, { observers: [(step) => void steps.push(step)] });
  expect(only("recovery.done")).toMatchObject({ attempts: 1 });
});

it("tells of a delivery that was cancelled while its request was out, with what came of that", async () => {
  await harness.webhook();
  await harness.publish();
  const [delivery] = await harness.deliveries();
  await harness.run(harness.engine.deliveries.cancel(CALLER, delivery?.id ?? ""));
  expect(only("deliveries.cancelled")).toMatchObject({ accountId: ACCOUNT, deliveryId: delivery?.id, deliveries: 1 });
  harness.sender.open[0]?.answer(500);
  await harness.time.settle();
  expect(only("attempt.settled")).toMatchObject({ state: "cancelled", outcome: "http_5xx" });
  expect(only("delivery.finished")).toMatchObject({ state: "cancelled" });
});

it("tells of what a deleted webhook leaves", async () => {
  harness.sender.respond = () => 500;
  const webhook = await harness.webhook();
  await harness.publish();
  await harness.publish();
  await harness.time.settle();
  await harness.run(harness.engine.webhooks.delete(CALLER, webhook.id));
  expect(only("deliveries.cancelled")).toMatchObject({ webhookId: webhook.id, deliveryId: null, deliveries: 2 });
});

it("tells of a replay: begun, each step, and its end", async () => {
  harness.sender.respond = () => 200;
  await harness.publish();
  await harness.publish();
  const webhook = await harness.webhook();
  const since = new Date(VIRTUAL_START_MS).toISOString();
  const input = { which: "missing", since, rate_per_second: 50, dry_run: false } as const;
  const job = await harness.run(harness.engine.replays.start(CALLER, webhook.id, input));
  if (job.dry_run) throw new Error("Not a dry run");
  await harness.time.advance(5_000);
  const subject = { accountId: ACCOUNT, webhookId: webhook.id, replayId: job.id };
  expect(only("replay.begun")).toMatchObject({ ...subject, selection: "missing", total: 2 });
  expect(only("replay.advanced")).toMatchObject({ ...subject, examined: 2, replayed: 2, skipped: 0 });
  expect(only("replay.finished")).toMatchObject({ ...subject, status: "completed", failure: null, replayed: 2 });
});

it("tells of a replay that was cancelled", async () => {
  const webhook = await harness.webhook();
  for (let n = 0; n < 3; n++) await harness.publish();
  const since = new Date(VIRTUAL_START_MS).toISOString();
  const input = { which: "all", since, rate_per_second: 1, dry_run: false } as const;
  const job = await harness.run(harness.engine.replays.start(CALLER, webhook.id, input));
  await harness.run(harness.engine.replays.cancel(CALLER, "id" in job ? job.id : ""));
  expect(only("replay.finished")).toMatchObject({ status: "cancelled", replayed: 0 });
});

it("tells of an attempt that the store could not take", async () => {
  await harness.close();
  let full = false;
  const wrap = (store: Store): Store => ({
    ...store,
    commit: (commands) => (full ? Promise.reject(new StoreError("full", "no space")) : store.commit(commands)),
  });
  harness = await openHarness(directory.path, { observers: [(step) => void steps.push(step)], wrap });
  await harness.webhook();
  await harness.publish();
  harness.sender.open[0]?.answer(500);
  await harness.time.settle();
  full = true;
  await harness.time.advance(only("retry.planned").delayMs);
  expect(only("attempt.dropped")).toMatchObject({ reason: "unavailable" });
  expect(steps).toContainEqual(expect.objectContaining({ step: "commit.failed", reason: "full", commands: 1 }));
  full = false;
});

const NO_TIMINGS = { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: null, totalMs: 0 };
