import type { ReadStore, ReplayJobRecord } from "@callcall/store";
import type { GroupCommit } from "../../commit/group-commit.ts";
import type { Dispatcher } from "../../dispatch/dispatcher.ts";
import { replayBacklogMax, replayQuota } from "../../domain/replay.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { Ids } from "../../runtime/ids.ts";
import type { Directory } from "../directory.ts";
import { wakeLane } from "../wake-lane.ts";
import { examine } from "./examine.ts";

export interface StepPorts {
  readonly store: ReadStore;
  readonly commit: GroupCommit;
  readonly directory: Directory;
  readonly dispatcher: Dispatcher;
  readonly clock: Clock;
  readonly ids: Ids;
}

export type StepEnd =
  | { readonly kind: "moved"; readonly job: ReplayJobRecord; readonly replayed: number }
  /** The webhook has so much due that live events would wait longer. */
  | { readonly kind: "held_back" }
  /** Nothing more is to be done. The record as it is now; undefined: it is gone. */
  | { readonly kind: "over"; readonly job: ReplayJobRecord | undefined };

type Failure = "webhook_disabled" | "webhook_deleted";

/**
 * One step of a job: look at the next events, and in one transaction make due what is wanted and move the cursor.
 * The stored job alone says where it stands; this process remembers nothing that a crash could lose.
 */
export async function takeStep(
  { accountId, id: jobId }: ReplayJobRecord,
  latenessMs: number,
  ports: StepPorts,
): Promise<StepEnd> {
  const { store, commit, clock, ids } = ports;
  const job = await store.replayJob(accountId, jobId);
  if (job?.status !== "running") return { kind: "over", job };
  const { webhookId } = job;
  const lane = { accountId, webhookId };
  const { subscribers } = await ports.directory.account(accountId);
  const subscriber = subscribers.find(({ webhook }) => webhook.id === webhookId);
  if (subscriber === undefined) return fail(job, "webhook_deleted", ports);
  if (subscriber.webhook.status !== "enabled") return fail(job, "webhook_disabled", ports);

  const fifo = subscriber.webhook.ordering === "fifo";
  const backlogMax = replayBacklogMax(fifo);
  const due = await store.dueDeliveries(lane, clock.nowMs(), backlogMax + 1);
  if (due.length > backlogMax) return { kind: "held_back" };

  const quota = replayQuota(job.ratePerSecond, latenessMs, fifo);
  const found = await examine(job, subscriber, job.cursor, quota, store);
  // Refused while publishing is: a replay can wait, and must not be what fills the queue.
  const result = await commit.submitIfRoom({
    kind: "replay_job.advance",
    accountId,
    jobId,
    from: job.cursor,
    to: found.to,
    events: found.picked.map(({ eventId, createdMs }) => ({ eventId, createdMs, deliveryId: ids.next("delivery") })),
    examined: found.examined,
    skipped: found.skipped,
    completed: found.through,
    nowMs: clock.nowMs(),
  });
  switch (result.kind) {
    case "advanced":
      // First of all, and whatever fails afterwards: what is committed must be known to its lane.
      if (result.replayed > 0) await wakeLane(lane, ports);
      return result.job.status === "running" ? { ...result, kind: "moved" } : { kind: "over", job: result.job };
    case "stale":
      // Cancelled, most likely; the next step sees.
      return { kind: "moved", job, replayed: 0 };
    case "webhook_disabled":
      return fail(job, "webhook_disabled", ports);
    case "webhook_not_found":
      return fail(job, "webhook_deleted", ports);
  }
}

async function fail(job: ReplayJobRecord, failure: Failure, { store, commit, clock }: StepPorts): Promise<StepEnd> {
  const { accountId, id: jobId } = job;
  const nowMs = clock.nowMs();
  const command = { kind: "replay_job.end", accountId, jobId, status: "failed", failure, nowMs, audit: null } as const;
  const result = await commit.submit(command);
  return { kind: "over", job: result.kind === "ended" ? result.job : await store.replayJob(accountId, jobId) };
}
