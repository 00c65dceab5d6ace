import type { Replay, ReplayCount, ReplayStart } from "@callcall/contract";
import type { ReplaySelection } from "@callcall/store";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { TestDirectory } from "../../testing/harness.ts";
import { ACCOUNT, CALLER, type Harness, makeDirectory, openHarness, TYPE } from "../../testing/harness.ts";
import { VIRTUAL_START_MS } from "../../testing/virtual-time.ts";

const SINCE = new Date(VIRTUAL_START_MS).toISOString();
const SECOND_MS = 1_000;

let directory: TestDirectory;
let harness: Harness;
beforeEach(async () => {
  directory = makeDirectory();
  harness = await openHarness(directory.path, { respond: () => 200 });
});
afterEach(async () => {
  await harness.close();
  directory.remove();
});

function ask(webhookId: string, input: Partial<ReplayStart> & { which: ReplaySelection }) {
  const whole: ReplayStart = { since: SINCE, rate_per_second: 50, dry_run: false, ...input };
  return harness.run(harness.engine.replays.start(CALLER, webhookId, whole));
}

async function start(webhookId: string, input: Partial<ReplayStart> & { which: ReplaySelection }): Promise<Replay> {
  const answer = await ask(webhookId, input);
  if (answer.dry_run) throw new Error("Not a dry run");
  return answer;
}

const count = (webhookId: string, input: Partial<ReplayStart> & { which: ReplaySelection }) =>
  ask(webhookId, { ...input, dry_run: true }) as Promise<ReplayCount>;

const get = (id: string) => harness.run(harness.engine.replays.get(CALLER, id));

async function publishMany(n: number, extra: { type?: string } = {}): Promise<string[]> {
  const ids: string[] = [];
  for (let index = 0; index < n; index++) ids.push((await harness.publish({ n: index }, extra)).id);
  return ids;
}

const sentTo = (path: string) =>
  harness.sender.sends.filter(({ url }) => url.endsWith(path)).map((send) => send.eventId);

describe("what is sent", () => {
  test("missing: events from before the webhook was registered, once each, under the event's id", async () => {
    const events = await publishMany(3);
    const webhook = await harness.webhook();
    const job = await start(webhook.id, { which: "missing" });
    expect(job).toMatchObject({ status: "running", total: 3, total_exact: true, replayed: 0, types: null });
    await harness.time.advance(5 * SECOND_MS);
    expect(harness.sender.sends.map(({ eventId }) => eventId).sort()).toEqual([...events].sort());
    expect(await get(job.id)).toMatchObject({
      status: "completed",
      examined: 3,
      replayed: 3,
      skipped: 0,
      deliveries: { succeeded: 3, pending: 0, failed: 0, cancelled: 0 },
    });
    for (const delivery of await harness.deliveries()) expect(delivery.replayJobId).toBe(job.id);
  });

  test("missing: only what the webhook subscribes to and its filter lets pass", async () => {
    await harness.publish({ score: 10 });
    const wanted = await harness.publish({ score: 90 });
    await harness.publish({ score: 90 }, { type: "customer.qualified" });
    const webhook = await harness.webhook({ events: [TYPE], filter: "data.score > 50" });
    expect(await count(webhook.id, { which: "missing" })).toMatchObject({ total: 1, total_exact: true });
    await start(webhook.id, { which: "missing" });
    await harness.time.advance(5 * SECOND_MS);
    expect(harness.sender.sends.map(({ eventId }) => eventId)).toEqual([wanted.id]);
  });

  test("failed: what was given up starts over under its own delivery, whatever the webhook wants now", async () => {
    harness.sender.respond = () => 500;
    const webhook = await harness.webhook({ retry_policy: { schedule_seconds: [] } });
    const events = await publishMany(2);
    await harness.time.advance(SECOND_MS);
    const before = await harness.deliveries();
    expect(before.map(({ state }) => state)).toEqual(["failed", "failed"]);
    harness.sender.respond = () => 200;
    await harness.run(harness.engine.webhooks.update(CALLER, webhook.id, { events: ["customer.qualified"] }));
    const job = await start(webhook.id, { which: "failed" });
    await harness.time.advance(5 * SECOND_MS);
    const after = await harness.deliveries();
    expect(after.map(({ id, state }) => [id, state])).toEqual(before.map(({ id }) => [id, "succeeded"]));
    expect(harness.sender.sends.map(({ eventId, attempt }) => [eventId, attempt])).toEqual([
      ...events.map((id) => [id, 1]),
      ...events.map((id) => [id, 2]),
    ]);
    expect(await get(job.id)).toMatchObject({ status: "completed", replayed: 2 });
  });

  test("one that fails again while the job runs is not sent by it a second time", async () => {
    harness.sender.respond = () => 500;
    const webhook = await harness.webhook({ retry_policy: { schedule_seconds: [] } });
    // Fewer than open the breaker.
    await publishMany(8);
    await harness.time.advance(60 * SECOND_MS);
    const job = await start(webhook.id, { which: "failed", rate_per_second: 2 });
    await harness.time.advance(10 * SECOND_MS);
    expect(await get(job.id)).toMatchObject({ status: "completed", replayed: 8, deliveries: { failed: 8 } });
    expect(harness.sender.sends).toHaveLength(16);
  });

  test("all: what was delivered is sent again; what is on its way is left alone", async () => {
    const webhook = await harness.webhook();
    const [first = ""] = await publishMany(1);
    await harness.time.settle();
    harness.sender.respond = () => undefined;
    const [hanging = ""] = await publishMany(1);
    await harness.time.settle();
    harness.sender.respond = () => 200;
    expect(await count(webhook.id, { which: "all" })).toMatchObject({ total: 1 });
    const job = await start(webhook.id, { which: "all" });
    await harness.time.advance(5 * SECOND_MS);
    expect(harness.sender.sends.map(({ eventId }) => eventId)).toEqual([first, hanging, first]);
    expect(await get(job.id)).toMatchObject({ status: "completed", replayed: 1, skipped: 1 });
    harness.sender.open[0]?.answer(200);
  });

  test("the window and the types narrow it, and a dry run counts just that and writes nothing", async () => {
    await publishMany(2);
    await harness.time.advance(10 * SECOND_MS);
    const since = new Date(harness.time.clock.nowMs()).toISOString();
    const inside = await publishMany(2);
    await publishMany(1, { type: "customer.qualified" });
    await harness.time.advance(10 * SECOND_MS);
    const until = new Date(harness.time.clock.nowMs()).toISOString();
    await publishMany(1);
    const webhook = await harness.webhook();
    const input = { which: "missing", since, until, types: ["test.*"] } as const;
    expect(await count(webhook.id, { ...input, types: ["test.*"] })).toEqual({
      dry_run: true,
      webhook_id: webhook.id,
      which: "missing",
      since,
      until,
      types: ["test.*"],
      total: 2,
      total_exact: true,
    });
    expect(
      (await harness.run(harness.engine.replays.list(CALLER, webhook.id, { limit: 9, after: null }))).data,
    ).toEqual([]);
    expect(await harness.deliveries()).toEqual([]);
    await start(webhook.id, { ...input, types: ["test.*"] });
    await harness.time.advance(5 * SECOND_MS);
    expect(harness.sender.sends.map(({ eventId }) => eventId).sort()).toEqual(inside.sort());
  });
});

describe("how fast", () => {
  test("at its rate, and a progress entry a second at most", async () => {
    await publishMany(100);
    const webhook = await harness.webhook();
    const told = harness.follow();
    const job = await start(webhook.id, { which: "missing", rate_per_second: 20 });
    await harness.time.advance(2 * SECOND_MS);
    const half = await get(job.id);
    expect(half.replayed).toBeGreaterThanOrEqual(40);
    expect(half.replayed).toBeLessThanOrEqual(45);
    expect(half.replayed_per_second).toBeGreaterThan(15);
    expect(half.estimated_finish_at).not.toBeNull();
    await harness.time.advance(4 * SECOND_MS);
    expect(await get(job.id)).toMatchObject({ status: "completed", estimated_finish_at: null });
    const entries = told.filter(({ kind }) => kind.startsWith("replay."));
    expect(entries.map(({ kind }) => kind)).toEqual([
      "replay.started",
      ...Array(entries.length - 2).fill("replay.progress"),
      "replay.finished",
    ]);
    expect(entries.length).toBeLessThanOrEqual(7);
    expect(entries.at(-1)).toMatchObject({
      webhook_id: webhook.id,
      replay_id: job.id,
      status: "completed",
      replayed: 100,
    });
  });

  test("it holds back while the webhook has a backlog, so that a live event stands behind a few alone", async () => {
    const old = await publishMany(300);
    const webhook = await harness.webhook();
    harness.sender.respond = () => undefined;
    const job = await start(webhook.id, { which: "missing", rate_per_second: 1_000 });
    await harness.time.advance(60 * SECOND_MS);
    expect(await get(job.id)).toMatchObject({ replayed: 64, waiting: true, estimated_finish_at: null });
    expect(harness.sender.open).toHaveLength(16);
    const live = await harness.publish({ live: true });
    harness.sender.respond = () => 200;
    for (const open of harness.sender.open) open.answer(200);
    await harness.time.advance(60 * SECOND_MS);
    const order = harness.sender.sends.map(({ eventId }) => eventId);
    expect(order.indexOf(live.id)).toBeLessThanOrEqual(64);
    expect(order.filter((id) => id !== live.id).sort()).toEqual(old.sort());
    expect(await get(job.id)).toMatchObject({ status: "completed", replayed: 300 });
  });

  test("a FIFO webhook gets a live event after a few of the replayed ones", async () => {
    const old = await publishMany(100);
    const webhook = await harness.webhook({ ordering: "fifo" });
    harness.sender.respond = () => undefined;
    const job = await start(webhook.id, { which: "missing", rate_per_second: 1_000 });
    await harness.time.advance(SECOND_MS);
    const live = await harness.publish({ live: true });
    expect(await get(job.id)).toMatchObject({ replayed: 16, waiting: true });
    harness.sender.respond = () => 200;
    harness.sender.open[0]?.answer(200);
    await harness.time.advance(60 * SECOND_MS);
    const order = harness.sender.sends.map(({ eventId }) => eventId);
    expect(order.indexOf(live.id)).toBeLessThanOrEqual(16);
    expect(order.filter((id) => id !== live.id)).toEqual(old);
  });
});

describe("a crash", () => {
  test.each<ReplaySelection>(["missing", "failed", "all"])(
    "%s: between any two steps loses and repeats nothing",
    async (which) => {
      // Every second one fails: the breaker stays closed.
      const failing = new Set<string>();
      harness.sender.respond = ({ eventId }) => {
        if (harness.sender.sends.length % 2 === 0) return 200;
        failing.add(eventId);
        return 500;
      };
      const early = which === "missing" ? [] : [await harness.webhook({ retry_policy: { schedule_seconds: [] } })];
      const events = await publishMany(60);
      await harness.time.advance(SECOND_MS);
      const webhook = early[0] ?? (await harness.webhook());
      const sentBefore = harness.sender.sends.length;
      harness.sender.respond = () => 200;
      const wanted = which === "failed" ? [...failing] : events;
      const job = await start(webhook.id, { which, rate_per_second: 20 });
      expect(job.total).toBe(wanted.length);
      const sent: string[] = [];
      let nowMs = harness.time.clock.nowMs();
      for (let n = 0; n < 40; n++) {
        await harness.time.advance(260);
        if ((await get(job.id)).status === "completed") break;
        sent.push(...harness.sender.sends.slice(n === 0 ? sentBefore : 0).map(({ eventId }) => eventId));
        nowMs = harness.time.clock.nowMs();
        await harness.crash();
        harness = await openHarness(directory.path, { respond: () => 200, startMs: nowMs });
      }
      await harness.time.advance(5 * SECOND_MS);
      sent.push(...harness.sender.sends.map(({ eventId }) => eventId));
      const { length } = wanted;
      expect(await get(job.id)).toMatchObject({
        status: "completed",
        replayed: length,
        deliveries: { succeeded: length },
      });
      expect(sent.sort()).toEqual(wanted.sort());
    },
  );

  test("a commit whose outcome nobody knows is found out, not repeated", async () => {
    await publishMany(40);
    const webhook = await harness.webhook();
    await harness.close();
    let lied = 0;
    harness = await openHarness(directory.path, {
      respond: () => 200,
      wrap: (store) => ({
        ...store,
        async commit(commands) {
          const results = await store.commit(commands);
          if (commands.some(({ kind }) => kind === "replay_job.advance") && lied++ < 2) throw new Error("no answer");
          return results;
        },
      }),
    });
    const job = await start(webhook.id, { which: "missing" });
    await harness.time.advance(120 * SECOND_MS);
    expect(lied).toBeGreaterThan(2);
    expect(await get(job.id)).toMatchObject({ status: "completed", replayed: 40 });
    expect(new Set(sentTo("hook")).size).toBe(40);
    expect(sentTo("hook")).toHaveLength(40);
    expect(harness.log.filter(({ message }) => message.includes("replay"))).toHaveLength(2);
  });
});

describe("how it ends", () => {
  test("cancelled: it sends no more, what is queued is delivered, and the log tells who", async () => {
    await publishMany(100);
    const webhook = await harness.webhook();
    const told = harness.follow();
    const job = await start(webhook.id, { which: "missing", rate_per_second: 10 });
    await harness.time.advance(SECOND_MS);
    const cancelled = await harness.run(harness.engine.replays.cancel(CALLER, job.id));
    expect(cancelled).toMatchObject({ status: "cancelled", failure: null });
    await harness.time.advance(60 * SECOND_MS);
    const after = await get(job.id);
    expect(after).toMatchObject({ replayed: cancelled.replayed, replayed_per_second: null });
    expect(harness.sender.sends).toHaveLength(after.replayed);
    await expect(harness.run(harness.engine.replays.cancel(CALLER, job.id))).rejects.toMatchObject({
      code: "conflict",
    });
    const log = await harness.run(harness.engine.audit.list(CALLER, { target: job.id }, { limit: 9, after: null }));
    expect(log.data.map(({ action }) => action)).toEqual(["replay.cancel", "replay.start"]);
    expect(log.data[1]?.changes).toContainEqual({ field: "which", before: null, after: "missing" });
    expect(told.at(-1)).toMatchObject({ kind: "replay.finished", status: "cancelled" });
  });

  test.each([
    ["disabled", "webhook_disabled"],
    ["removed", "webhook_deleted"],
  ])("a webhook that is %s stops it, and it says so", async (how, failure) => {
    await publishMany(100);
    const webhook = await harness.webhook();
    const job = await start(webhook.id, { which: "missing", rate_per_second: 10 });
    await harness.time.advance(SECOND_MS);
    const { webhooks } = harness.engine;
    await (how === "disabled"
      ? harness.run(webhooks.disable(CALLER, webhook.id))
      : harness.run(webhooks.delete(CALLER, webhook.id)));
    await harness.time.advance(2 * SECOND_MS);
    expect(await get(job.id)).toMatchObject({ status: "failed", failure, estimated_finish_at: null });
  });
});

describe("what is refused", () => {
  const refused = (input: Partial<ReplayStart>, webhookId: string) => ask(webhookId, { which: "failed", ...input });

  test("windows and types, each with a pointer", async () => {
    const webhook = await harness.webhook();
    const later = new Date(VIRTUAL_START_MS + 60_000).toISOString();
    await expect(refused({ until: later }, webhook.id)).rejects.toMatchObject({
      code: "invalid_request",
      errors: [{ pointer: "/until" }],
    });
    await expect(refused({ since: later }, webhook.id)).rejects.toMatchObject({ errors: [{ pointer: "/since" }] });
    await expect(refused({ types: ["customer.qualifed"] }, webhook.id)).rejects.toMatchObject({
      code: "unknown_event_type",
      errors: [{ pointer: "/types/0", detail: expect.stringContaining("customer.qualified") }],
    });
  });

  test("a second one of the webhook, a disabled one, a foreign one, and too many at once", async () => {
    await publishMany(100);
    const webhook = await harness.webhook();
    const slow = { which: "missing", rate_per_second: 1 } as const;
    const first = await start(webhook.id, slow);
    await expect(ask(webhook.id, slow)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining(first.id),
    });
    for (let n = 1; n < 5; n++) await start((await harness.webhook()).id, slow);
    await expect(ask((await harness.webhook()).id, slow)).rejects.toMatchObject({ code: "limit_reached" });
    const off = await harness.webhook();
    await harness.run(harness.engine.webhooks.disable(CALLER, off.id));
    await expect(ask(off.id, slow)).rejects.toMatchObject({ code: "conflict" });
    expect(await count(off.id, { which: "missing" })).toMatchObject({ total: 100 });
    const foreign = { ...CALLER, accountId: "acct_other" };
    const { replays } = harness.engine;
    await expect(harness.run(replays.get(foreign, first.id))).rejects.toMatchObject({ code: "not_found" });
    await expect(harness.run(replays.cancel(foreign, first.id))).rejects.toMatchObject({ code: "not_found" });
    await expect(
      harness.run(replays.start(foreign, webhook.id, { ...slow, since: SINCE, dry_run: true })),
    ).rejects.toMatchObject({ code: "not_found" });
    expect((await harness.store.replayJob(ACCOUNT, first.id))?.status).toBe("running");
  });
});
