import { LIMITS, Problem, type ReplayStart } from "@callcall/contract";
import type { ReplayJobRecord, WebhookRecord } from "@callcall/store";
import { fieldChanges } from "../../domain/changes.ts";
import { instant } from "../../domain/instant.ts";
import { chooseReplayWindow } from "../../domain/replay.ts";
import { unknownSubscriptions } from "../../domain/subscriptions.ts";
import type { Audit } from "../audit.ts";
import type { AccountSnapshot } from "../directory.ts";
import { createInTurn } from "../in-turn.ts";
import { byCreation, listing } from "../listing.ts";
import type { Caller, StreamService } from "../port.ts";
import { refuseUnknown } from "../webhook-rules.ts";
import { countReplay } from "./count.ts";
import type { ReplayService } from "./port.ts";
import { createReplayRunner, type ReplayRunner, type RunnerPorts } from "./runner.ts";
import { replayView, selectionView } from "./view.ts";

export interface ReplayPorts extends Omit<RunnerPorts, "announce"> {
  readonly stream: StreamService;
  readonly audit: Audit;
}

export interface Replays extends ReplayService, Pick<ReplayRunner, "close"> {
  /** Go on with what an earlier process left. */
  resume(): Promise<void>;
}

export function createReplays(ports: ReplayPorts): Replays {
  const { store, commit, directory, clock, ids, stream, audit } = ports;
  const runner = createReplayRunner({ ...ports, announce });
  const inTurn = createInTurn();

  function announce(kind: "replay.started" | "replay.progress" | "replay.finished", job: ReplayJobRecord): void {
    stream.announce(job.accountId, {
      kind,
      at: instant(clock.nowMs()),
      webhook_id: job.webhookId,
      replay_id: job.id,
      status: job.status,
      replayed: job.replayed,
      total: job.total,
    });
  }

  const view = (job: ReplayJobRecord) => replayView(job, runner.pulse(job.id), clock.nowMs());

  async function findWebhook({ accountId }: Caller, webhookId: string): Promise<WebhookRecord> {
    const webhook = await store.webhook(accountId, webhookId);
    if (webhook === undefined) throw new Problem("not_found", "There is no such webhook");
    return webhook;
  }

  async function find({ accountId }: Caller, replayId: string): Promise<ReplayJobRecord> {
    const job = await store.replayJob(accountId, replayId);
    if (job === undefined) throw notFound();
    return job;
  }

  /** The job as it would be created, with its count. */
  async function plan({ accountId }: Caller, webhookId: string, input: ReplayStart): Promise<ReplayJobRecord> {
    const nowMs = clock.nowMs();
    const { sinceMs, untilMs } = windowOf(input, nowMs);
    const snapshot = await directory.account(accountId);
    checkTypes(input.types, snapshot);
    const subscriber = snapshot.subscribers.find(({ webhook }) => webhook.id === webhookId);
    if (subscriber === undefined) throw new Problem("not_found", "There is no such webhook");
    const subject = { accountId, webhookId, selection: input.which, sinceMs, untilMs, types: input.types ?? null };
    // One count at a time: it reads as much as ten thousand pages.
    const counted = await inTurn(accountId, () => countReplay(subject, subscriber, store, ports.timers));
    return {
      ...subject,
      ...counted,
      id: ids.next("replay"),
      ratePerSecond: input.rate_per_second,
      status: "running",
      failure: null,
      cursor: { ms: sinceMs, id: "" },
      examined: 0,
      replayed: 0,
      skipped: 0,
      createdMs: nowMs,
      updatedMs: nowMs,
      finishedMs: null,
    };
  }

  return {
    resume: () => runner.start(),
    close: () => runner.close(),

    async start(caller, webhookId, input) {
      const webhook = await findWebhook(caller, webhookId);
      if (!input.dry_run && webhook.status !== "enabled") throw disabled();
      const job = await plan(caller, webhookId, input);
      if (input.dry_run) return { dry_run: true, ...selectionView(job) };
      const { total: _total, total_exact: _exact, ...chosen } = selectionView(job);
      const told = fieldChanges({}, { ...chosen, rate_per_second: job.ratePerSecond });
      const result = await commit.submit({
        kind: "replay_job.create",
        job,
        limit: LIMITS.replays_running,
        keep: LIMITS.replays_kept,
        audit: audit(caller, "replay.start", job.id, told),
      });
      switch (result.kind) {
        case "created":
          announce("replay.started", job);
          ports.observe?.({
            step: "replay.begun",
            accountId: job.accountId,
            webhookId,
            replayId: job.id,
            selection: job.selection,
            total: job.total,
          });
          runner.add(job);
          return view(job);
        case "already_running":
          throw new Problem("conflict", `Cannot start: ${result.jobId} of this webhook is running. Cancel it first`);
        case "limit_reached":
          throw new Problem("limit_reached", `Cannot run more than ${LIMITS.replays_running} replays in an account`);
        case "webhook_disabled":
          throw disabled();
        case "webhook_not_found":
          throw new Problem("not_found", "There is no such webhook");
      }
    },

    async list(caller, webhookId, page) {
      await findWebhook(caller, webhookId);
      return listing(
        page,
        (wanted) => store.replayJobs(caller.accountId, webhookId, wanted),
        byCreation,
        (rows) => rows.map(view),
      );
    },

    async get(caller, replayId) {
      const job = await find(caller, replayId);
      const deliveries = await store.replayedCounts(caller.accountId, replayId, LIMITS.replay_counted_rows);
      return { ...view(job), deliveries };
    },

    async cancel(caller, replayId) {
      const result = await commit.submit({
        kind: "replay_job.end",
        accountId: caller.accountId,
        jobId: replayId,
        status: "cancelled",
        failure: null,
        nowMs: clock.nowMs(),
        audit: audit(caller, "replay.cancel", replayId, fieldChanges({ status: "running" }, { status: "cancelled" })),
      });
      switch (result.kind) {
        case "ended":
          runner.drop(result.job);
          return view(result.job);
        case "finished":
          throw new Problem("conflict", `Cannot cancel this replay as it is ${result.status}`);
        case "not_found":
          throw notFound();
      }
    },
  };
}

function windowOf(input: ReplayStart, nowMs: number): { readonly sinceMs: number; readonly untilMs: number } {
  const untilMs = input.until === undefined ? undefined : Date.parse(input.until);
  const choice = chooseReplayWindow(Date.parse(input.since), untilMs, nowMs);
  if (choice.ok) return choice;
  const { pointer, detail } = choice;
  throw new Problem("invalid_request", "Cannot replay this window, see errors", { errors: [{ pointer, detail }] });
}

/** Archived types too: their events are there. */
function checkTypes(types: readonly string[] = [], { eventTypes }: AccountSnapshot): void {
  const known = [...eventTypes.keys()];
  refuseUnknown(unknownSubscriptions(types, known), types, known, { verb: "replay", pointer: "/types" });
}

function disabled(): Problem {
  return new Problem("conflict", "Cannot replay to this webhook as it is disabled: enable it first");
}

function notFound(): Problem {
  return new Problem("not_found", "There is no such replay");
}
