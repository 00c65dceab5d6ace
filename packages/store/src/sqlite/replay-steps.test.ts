/** Steps of a replay over a hundred thousand events: each as short as the first, wherever it stands. */
import { expect, test } from "vitest";
import {
  ACCOUNT,
  acceptEvents,
  buildAudit,
  buildDelivery,
  buildEvent,
  buildWebhook,
  createWebhook,
  nextId,
  T0,
} from "../conformance/builders.ts";
import type { WriteCommand } from "../port/commands.ts";
import type { ReplayJobRecord } from "../port/replay-jobs.ts";
import type { Position } from "../port/store.ts";
import { openSqliteStore } from "./open.ts";
import { temporaryDirectory } from "./testing/directory.ts";

const EVENTS = 100_000;
const EVENTS_AT_ONCE = 1_000;
/** A step takes 3 ms, its sync included, 8 on a busy machine; it would take a hundred times that if it walked what lies behind it. */
const STEP_MS_MAX = 150;

test("a step over many events is bounded, and every event is met once", { timeout: 120_000 }, async () => {
  const directory = temporaryDirectory();
  const store = await openSqliteStore({ path: directory.join("callcall.db") });
  // Half of the events are owed to others, which must not be walked, the other half to this one.
  const webhook = buildWebhook();
  const others = Array.from({ length: 2 }, () => buildWebhook());
  await store.commit([webhook, ...others].map((one) => createWebhook(one)));
  const { version } = await store.subscriptions(ACCOUNT);
  for (let first = 0; first < EVENTS; first += EVENTS_AT_ONCE) {
    const events = Array.from({ length: EVENTS_AT_ONCE }, (_, index) =>
      buildEvent({
        createdMs: T0 + first + index,
        deliveries: index % 2 === 0 ? others.map(({ id }) => buildDelivery(id)) : [buildDelivery(webhook.id)],
      }),
    );
    await store.commit([acceptEvents(events, { subscriptionsVersion: version })]);
  }
  const job: ReplayJobRecord = {
    accountId: ACCOUNT,
    id: nextId("rpl"),
    webhookId: webhook.id,
    selection: "missing",
    sinceMs: T0,
    untilMs: T0 + EVENTS,
    types: null,
    ratePerSecond: 1_000,
    total: EVENTS / 2,
    totalExact: true,
    status: "running",
    failure: null,
    cursor: { ms: T0, id: "" },
    examined: 0,
    replayed: 0,
    skipped: 0,
    createdMs: T0 + EVENTS,
    updatedMs: T0 + EVENTS,
    finishedMs: null,
  };
  await store.commit([{ kind: "replay_job.create", job, limit: 5, keep: 100, audit: buildAudit() }]);

  const times: number[] = [];
  let from: Position = job.cursor;
  let completed = false;
  while (!completed) {
    const startedAt = performance.now();
    const found = await store.replayCandidates(job, from, 128);
    completed = found.length < 128;
    const to = found.at(-1)?.position ?? from;
    const advance: WriteCommand = {
      kind: "replay_job.advance",
      accountId: ACCOUNT,
      jobId: job.id,
      from,
      to,
      events: found
        .filter(({ state }) => state === null)
        .map(({ eventId, createdMs }) => ({ eventId, createdMs, deliveryId: nextId("dlv") })),
      examined: found.length,
      skipped: 0,
      completed,
      nowMs: T0 + EVENTS,
    };
    expect(await store.commit([advance])).toMatchObject([{ kind: "advanced" }]);
    times.push(performance.now() - startedAt);
    from = to;
  }
  const counts = await store.replayedCounts(ACCOUNT, job.id, EVENTS);
  times.sort((a, b) => a - b);
  expect(await store.replayJob(ACCOUNT, job.id)).toMatchObject({
    status: "completed",
    examined: EVENTS,
    replayed: EVENTS / 2,
    skipped: 0,
  });
  expect(counts).toEqual({ pending: EVENTS / 2, succeeded: 0, failed: 0, cancelled: 0 });
  // The median: a checkpoint of the log, or a busy machine, may hold up single ones.
  expect(times[times.length >> 1]).toBeLessThan(STEP_MS_MAX);
  await store.close();
  directory.remove();
});
