import { beforeEach, expect, test } from "vitest";
import type { WebhookRecord } from "../port/records.ts";
import type {
  AdvanceReplayJob,
  AdvanceReplayJobResult,
  CreateReplayJob,
  ReplayJobRecord,
  ReplaySelection,
} from "../port/replay-jobs.ts";
import { pendingOf } from "../stats/rollup.ts";
import { ACCOUNT, buildAttempt, buildAudit, buildEvent, nextId, OTHER_ACCOUNT, settleAttempt, T0 } from "./builders.ts";
import { FIRST_PAGE, type Subject } from "./subject.ts";

export function describeReplayJobs(subject: Subject): void {
  let webhook: WebhookRecord;
  beforeEach(async () => {
    webhook = await subject.webhook();
  });

  function buildJob(changes: Partial<ReplayJobRecord> = {}): ReplayJobRecord {
    return {
      accountId: ACCOUNT,
      id: nextId("rpl"),
      webhookId: webhook.id,
      selection: "missing",
      sinceMs: T0,
      untilMs: T0 + 1_000,
      types: ["invoice.*"],
      ratePerSecond: 50,
      total: 7,
      totalExact: true,
      status: "running",
      failure: null,
      cursor: { ms: T0, id: "" },
      examined: 0,
      replayed: 0,
      skipped: 0,
      createdMs: T0 + 1_000,
      updatedMs: T0 + 1_000,
      finishedMs: null,
      ...changes,
    };
  }

  function create(job: ReplayJobRecord, changes: Partial<CreateReplayJob> = {}) {
    return subject.run({ kind: "replay_job.create", job, limit: 5, keep: 3, audit: buildAudit(), ...changes });
  }

  async function started(changes: Partial<ReplayJobRecord> = {}): Promise<ReplayJobRecord> {
    const job = buildJob(changes);
    expect(await create(job)).toEqual({ kind: "created" });
    return job;
  }

  async function end(jobId: string, status: "cancelled" | "failed" = "cancelled") {
    const failure = status === "failed" ? "webhook_disabled" : null;
    const nowMs = T0 + 5_000;
    return subject.run({ kind: "replay_job.end", accountId: ACCOUNT, jobId, status, failure, nowMs, audit: null });
  }

  /** Take up to `limit` candidates, all of them chosen. */
  async function step(job: ReplayJobRecord, limit = 100, changes: Partial<AdvanceReplayJob> = {}) {
    const found = await subject.store.replayCandidates(job, job.cursor, limit);
    const result: AdvanceReplayJobResult = await subject.run({
      kind: "replay_job.advance",
      accountId: job.accountId,
      jobId: job.id,
      from: job.cursor,
      to: found.at(-1)?.position ?? job.cursor,
      events: found.map(({ eventId, createdMs }) => ({ eventId, createdMs, deliveryId: nextId("dlv") })),
      examined: found.length,
      skipped: 0,
      completed: found.length < limit,
      nowMs: T0 + 2_000,
      ...changes,
    });
    return result;
  }

  async function advanced(job: ReplayJobRecord, limit = 100): Promise<ReplayJobRecord> {
    const result = await step(job, limit);
    if (result.kind !== "advanced") throw new Error(`Cannot advance: ${result.kind}`);
    return result.job;
  }

  async function settled(state: "succeeded" | "failed", createdMs = T0): Promise<string> {
    const attemptId = nextId("att");
    const id = await subject.delivery(webhook.id, { createdMs, open: attemptId });
    await subject.run(settleAttempt(buildAttempt(id, attemptId), { webhookId: webhook.id, state, settledMs: T0 + 5 }));
    return id;
  }

  const ownDeliveries = () => subject.deliveries(ACCOUNT, { webhookId: webhook.id }, FIRST_PAGE);
  const counts = (job: ReplayJobRecord, limit = 100) => subject.store.replayedCounts(ACCOUNT, job.id, limit);

  test("a job is found again as it was made, after a restart too", async () => {
    const job = await started();
    await subject.reopen();
    expect(await subject.store.replayJob(ACCOUNT, job.id)).toEqual(job);
    expect(await subject.store.replayJob(OTHER_ACCOUNT, job.id)).toBeUndefined();
    expect(await subject.store.runningReplayJobs()).toEqual([job]);
  });

  test("of a webhook one runs at a time, of an account a few", async () => {
    const first = await started();
    expect(await create(buildJob())).toEqual({ kind: "already_running", jobId: first.id });
    const other = await subject.webhook();
    expect(await create(buildJob({ webhookId: other.id }), { limit: 1 })).toEqual({ kind: "limit_reached" });
    expect(await create(buildJob({ webhookId: other.id }), { limit: 2 })).toEqual({ kind: "created" });
    await end(first.id);
    expect(await create(buildJob(), { limit: 2 })).toEqual({ kind: "created" });
  });

  test("one for a webhook that takes nothing, is removed or another account's is refused", async () => {
    const disabled = await subject.webhook({ status: "disabled", disabledReason: "by_hand" });
    const foreign = await subject.webhook({ accountId: OTHER_ACCOUNT });
    expect(await create(buildJob({ webhookId: disabled.id }))).toEqual({ kind: "webhook_disabled" });
    expect(await create(buildJob({ webhookId: foreign.id }))).toEqual({ kind: "webhook_not_found" });
    expect(await create(buildJob({ webhookId: "wh_none" }))).toEqual({ kind: "webhook_not_found" });
    expect(await subject.store.runningReplayJobs()).toEqual([]);
  });

  test("of the finished ones the newest stay, and are listed newest first", async () => {
    const ids: string[] = [];
    for (let n = 0; n < 5; n++) {
      const job = await started({ createdMs: T0 + n });
      ids.unshift(job.id);
      await end(job.id);
    }
    const last = await started({ createdMs: T0 + 9 });
    const first = await subject.store.replayJobs(ACCOUNT, webhook.id, { limit: 2, after: null });
    expect(first.map(({ id }) => id)).toEqual([last.id, ids[0]]);
    const after = { ms: T0 + 4, id: ids[0] ?? "" };
    const rest = await subject.store.replayJobs(ACCOUNT, webhook.id, { limit: 9, after });
    expect(rest.map(({ id }) => id)).toEqual(ids.slice(1, 3));
    expect(await subject.store.replayJobs(OTHER_ACCOUNT, webhook.id, FIRST_PAGE)).toEqual([]);
  });

  test("missing: events of the window without a delivery get one, at their place, marked with the job", async () => {
    await subject.accept([buildEvent({ createdMs: T0 - 1 })]);
    const owed = await settled("succeeded", T0 + 1);
    const other = await subject.webhook();
    await subject.delivery(other.id, { id: "evt_b", createdMs: T0 + 2 });
    await subject.accept([buildEvent({ id: "evt_a", createdMs: T0 }), buildEvent({ createdMs: T0 + 1_000 })]);
    const job = await started();
    const candidates = await subject.store.replayCandidates(job, job.cursor, 10);
    expect(candidates.map(({ eventId, state }) => [eventId, state])).toEqual([
      ["evt_a", null],
      [(await subject.store.delivery(ACCOUNT, owed))?.eventId, "succeeded"],
      ["evt_b", null],
    ]);
    const done = await advanced(job);
    expect(done).toMatchObject({ status: "completed", finishedMs: T0 + 2_000, examined: 3, replayed: 2, skipped: 1 });
    const made = (await ownDeliveries()).filter(({ replayJobId }) => replayJobId === job.id);
    expect(
      made.map(({ eventId, createdMs, state, nextAttemptMs }) => [eventId, createdMs, state, nextAttemptMs]),
    ).toEqual([
      ["evt_b", T0 + 2, "pending", T0 + 2_000],
      ["evt_a", T0, "pending", T0 + 2_000],
    ]);
    expect(await counts(job)).toEqual({ pending: 2, succeeded: 0, failed: 0, cancelled: 0 });
    expect(pendingOf(await subject.store.totalCounts({ accountId: ACCOUNT, webhookId: webhook.id }))).toBe(2);
  });

  test("failed: deliveries in that state start their schedule over, the oldest first, others are left alone", async () => {
    const [late, early] = [await settled("failed", T0 + 2), await settled("failed", T0 + 1)];
    await settled("succeeded", T0 + 1);
    const job = await started({ selection: "failed" });
    const once = await advanced(job, 1);
    expect(await subject.store.delivery(ACCOUNT, early)).toMatchObject({
      state: "pending",
      chargedCount: 0,
      finishedMs: null,
      nextAttemptMs: T0 + 2_000,
      replayJobId: job.id,
    });
    expect(await subject.store.delivery(ACCOUNT, late)).toMatchObject({ state: "failed", replayJobId: null });
    const twice = await advanced(once, 1);
    expect(twice).toMatchObject({ status: "running", examined: 2, replayed: 2 });
    expect(await advanced(twice, 1)).toMatchObject({ status: "completed", examined: 2, replayed: 2 });
    expect(await subject.store.totalCounts({ accountId: ACCOUNT, webhookId: webhook.id })).toMatchObject({
      created: 3,
      reopened: 2,
    });
  });

  test("all: what is finished is sent again, what was never owed is owed, what is on its way is left alone", async () => {
    const done = await settled("succeeded", T0 + 1);
    const waiting = await subject.delivery(webhook.id, { createdMs: T0 + 2, dueMs: T0 + 77 });
    await subject.delivery(webhook.id, { createdMs: T0 + 3, open: "att_open" });
    await subject.accept([buildEvent({ id: "evt_new", createdMs: T0 + 4 })]);
    const job = await advanced(await started({ selection: "all" }));
    expect(job).toMatchObject({ examined: 4, replayed: 2, skipped: 2 });
    expect(await subject.store.delivery(ACCOUNT, done)).toMatchObject({ state: "pending", replayJobId: job.id });
    expect(await subject.store.delivery(ACCOUNT, waiting)).toMatchObject({
      nextAttemptMs: T0 + 77,
      replayJobId: null,
    });
    expect((await subject.deliveries(ACCOUNT, { eventId: "evt_new" }, FIRST_PAGE))[0]).toMatchObject({
      replayJobId: job.id,
    });
  });

  test.each<ReplaySelection>(["failed", "missing", "all"])(
    "%s: a step taken twice changes nothing the second time",
    async (selection) => {
      await settled("failed", T0 + 1);
      await subject.accept([buildEvent({ createdMs: T0 + 2 })]);
      const job = await started({ selection });
      const moved = await advanced(job, 1);
      const before = await ownDeliveries();
      expect(await step(job, 1)).toEqual({ kind: "stale" });
      expect(await ownDeliveries()).toEqual(before);
      expect(await subject.store.replayJob(ACCOUNT, job.id)).toEqual(moved);
    },
  );

  test("events that share an instant are each found once, in steps of one", async () => {
    const ids = ["evt_c", "evt_a", "evt_b"];
    await subject.accept(ids.map((id) => buildEvent({ id })));
    let job = await started();
    for (let n = 0; n < 3; n++) job = await advanced(job, 1);
    const owed = await ownDeliveries();
    expect(owed.map(({ eventId }) => eventId).sort()).toEqual(["evt_a", "evt_b", "evt_c"]);
  });

  test("a thousand events of one instant do not hide what was owed of them", async () => {
    const events = Array.from({ length: 1_500 }, () => buildEvent());
    await subject.accept(events);
    let job = await started();
    for (let n = 0; n < 15; n++) job = await advanced(job, 100);
    expect(job).toMatchObject({ replayed: 1_500, skipped: 0 });
    const seen = await subject.store.replayCandidates(job, { ms: T0, id: "" }, 10);
    expect(seen.map(({ state }) => state)).toEqual(Array(10).fill("pending"));
    await end(job.id);
    const again = await started();
    expect(await advanced(again, 50)).toMatchObject({ replayed: 0, skipped: 50 });
  });

  test("an event that is gone is skipped", async () => {
    const job = await started();
    const events = [{ eventId: "evt_gone", createdMs: T0, deliveryId: "dlv_x" }];
    expect(await step(job, 10, { events, examined: 1 })).toMatchObject({ replayed: 0, job: { skipped: 1 } });
    expect(await ownDeliveries()).toEqual([]);
  });

  test("a webhook that is disabled or removed meanwhile gets nothing, and the cursor stays", async () => {
    await subject.accept([buildEvent()]);
    const job = await started();
    const changes = { status: "disabled", disabledReason: "gone" } as const;
    const named = { accountId: ACCOUNT, webhookId: webhook.id, nowMs: T0 };
    await subject.run({ kind: "webhook.update", ...named, changes, audit: buildAudit() });
    expect(await step(job)).toEqual({ kind: "webhook_disabled" });
    await subject.run({ kind: "webhook.delete", ...named, cancelAtMost: 10, audit: buildAudit() });
    expect(await step(job)).toEqual({ kind: "webhook_not_found" });
    expect(await subject.store.replayJob(ACCOUNT, job.id)).toEqual(job);
    expect(await end(job.id, "failed")).toMatchObject({
      kind: "ended",
      job: { status: "failed", failure: "webhook_disabled", finishedMs: T0 + 5_000 },
    });
  });

  test("what was ended takes no step any more, and is not ended twice", async () => {
    await subject.accept([buildEvent()]);
    const job = await started();
    expect(await end(job.id)).toMatchObject({ kind: "ended", job: { status: "cancelled", failure: null } });
    expect(await step(job)).toEqual({ kind: "stale" });
    expect(await end(job.id)).toEqual({ kind: "finished", status: "cancelled" });
    expect(await end("rpl_none")).toEqual({ kind: "not_found" });
    expect(await subject.store.runningReplayJobs()).toEqual([]);
    expect(await ownDeliveries()).toEqual([]);
  });

  test("counts go by state, and no further than asked", async () => {
    for (let n = 0; n < 3; n++) await subject.accept([buildEvent()]);
    const job = await advanced(await started());
    const [first] = await ownDeliveries();
    const begun = { accountId: ACCOUNT, deliveryId: first?.id ?? "", attemptId: "att_1", startedMs: T0 };
    await subject.run({ kind: "attempt.begin", ...begun });
    await subject.run(settleAttempt(buildAttempt(begun.deliveryId, "att_1"), { webhookId: webhook.id }));
    expect(await counts(job)).toEqual({ pending: 2, succeeded: 1, failed: 0, cancelled: 0 });
    expect(await counts(job, 1)).toEqual({ pending: 1, succeeded: 1, failed: 0, cancelled: 0 });
  });

  test("a retry by hand leaves the mark of the job", async () => {
    const id = await settled("failed");
    const job = await advanced(await started({ selection: "failed" }));
    const named = { accountId: ACCOUNT, deliveryId: id, nowMs: T0 + 9, audit: buildAudit() };
    await subject.run({ kind: "delivery.retry", ...named });
    expect(await subject.store.delivery(ACCOUNT, id)).toMatchObject({ nextAttemptMs: T0 + 9, replayJobId: job.id });
  });
}
