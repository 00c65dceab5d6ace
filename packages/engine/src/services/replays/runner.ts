import type { ReplayJobRecord } from "@callcall/store";
import { nextReplayTurn } from "../../domain/replay.ts";
import type { Timer, Timers } from "../../runtime/clock.ts";
import type { Log } from "../../runtime/log.ts";
import type { Observe } from "../../telemetry/observe.ts";
import { type StepEnd, type StepPorts, takeStep } from "./step.ts";
import { createTempo, type Tempo } from "./tempo.ts";
import type { ReplayPulse } from "./view.ts";

export interface RunnerPorts extends StepPorts {
  readonly timers: Timers;
  readonly log: Log;
  readonly observe?: Observe | undefined;
  /** Tell the followers how far it is, or that it is over. */
  announce(kind: "replay.progress" | "replay.finished", job: ReplayJobRecord): void;
}

/** Takes the steps of every running job of this node, one at a time. */
export interface ReplayRunner {
  /** Take up what an earlier process left. */
  start(): Promise<void>;
  add(job: ReplayJobRecord): void;
  /** Ended by hand: announce it, and take no more steps. */
  drop(job: ReplayJobRecord): void;
  pulse(jobId: string): ReplayPulse | undefined;
  /** Take no step more. Resolves when the one under way is done. */
  close(): Promise<void>;
}

interface Running {
  job: ReplayJobRecord;
  /** When its next step is due, by the steady clock. */
  turnAt: number;
  waiting: boolean;
  failures: number;
  announcedAt: number;
  readonly tempo: Tempo;
}

const LOOK_AGAIN_MS = 250;
const ANNOUNCE_EVERY_MS = 1_000;
const FAILED_REST_MS = 1_000;
const FAILED_REST_MAX_MS = 60_000;

export function createReplayRunner(ports: RunnerPorts): ReplayRunner {
  const { store, clock, timers, log, observe } = ports;
  const running = new Map<string, Running>();
  let timer: Timer | undefined;
  let stepping: Promise<void> | undefined;
  /** No step of any job before this: half of the time at least is everybody else's. */
  let freeAt = 0;
  let closed = false;

  function schedule(): void {
    if (closed || stepping !== undefined) return;
    timer?.cancel();
    const next = earliest(running.values());
    if (next === undefined) return;
    timer = timers.after(Math.max(next.turnAt, freeAt) - clock.monotonicMs(), () => {
      stepping = step(next).finally(() => {
        stepping = undefined;
        schedule();
      });
    });
  }

  async function step(entry: Running): Promise<void> {
    const startedAt = clock.monotonicMs();
    try {
      digest(entry, await takeStep(entry.job, startedAt - entry.turnAt, ports), startedAt);
      entry.failures = 0;
    } catch (error) {
      const restMs = Math.min(FAILED_REST_MAX_MS, FAILED_REST_MS * 2 ** entry.failures);
      entry.failures += 1;
      entry.turnAt = clock.monotonicMs() + restMs;
      log.warn({ err: error, replay: entry.job.id }, "cannot go on with a replay yet; trying again");
    }
    const endedAt = clock.monotonicMs();
    freeAt = endedAt + (endedAt - startedAt);
  }

  /** What a step has done to the job, told to whoever measures. */
  function tellAdvanced({ job: before }: Running, end: StepEnd, startedAt: number): void {
    const job = end.kind === "held_back" ? undefined : end.job;
    if (observe === undefined || job === undefined || job.examined === before.examined) return;
    observe({
      step: "replay.advanced",
      ...subject(job),
      examined: job.examined - before.examined,
      replayed: job.replayed - before.replayed,
      skipped: job.skipped - before.skipped,
      stepMs: clock.monotonicMs() - startedAt,
    });
  }

  function finish(job: ReplayJobRecord): void {
    const { status, failure, replayed, createdMs } = job;
    const totalMs = (job.finishedMs ?? clock.nowMs()) - createdMs;
    observe?.({ step: "replay.finished", ...subject(job), status, failure, replayed, totalMs });
    ports.announce("replay.finished", job);
  }

  function digest(entry: Running, end: StepEnd, startedAt: number): void {
    tellAdvanced(entry, end, startedAt);
    entry.waiting = end.kind === "held_back";
    switch (end.kind) {
      case "held_back":
        entry.turnAt = startedAt + LOOK_AGAIN_MS;
        break;
      case "moved":
        entry.job = end.job;
        entry.turnAt = nextReplayTurn(entry.turnAt, startedAt, end.replayed, end.job.ratePerSecond);
        break;
      case "over":
        // Not there any more: it was ended by hand meanwhile, and that was announced.
        if (running.delete(entry.job.id) && end.job !== undefined) finish(end.job);
        return;
    }
    if (running.get(entry.job.id) !== entry) return;
    entry.tempo.note(startedAt, entry.job.replayed);
    if (startedAt - entry.announcedAt < ANNOUNCE_EVERY_MS) return;
    entry.announcedAt = startedAt;
    ports.announce("replay.progress", entry.job);
  }

  function add(job: ReplayJobRecord): void {
    const nowAt = clock.monotonicMs();
    const tempo = createTempo(nowAt, job.replayed);
    running.set(job.id, { job, turnAt: nowAt, waiting: false, failures: 0, announcedAt: nowAt, tempo });
    schedule();
  }

  return {
    add,
    async start() {
      for (const job of await store.runningReplayJobs()) if (!running.has(job.id)) add(job);
    },
    drop(job) {
      running.delete(job.id);
      finish(job);
    },
    pulse(jobId) {
      const entry = running.get(jobId);
      return entry && { waiting: entry.waiting, perSecond: entry.tempo.perSecond(clock.monotonicMs()) };
    },
    async close() {
      closed = true;
      timer?.cancel();
      await stepping;
    },
  };
}

function subject({ accountId, webhookId, id: replayId }: ReplayJobRecord) {
  return { accountId, webhookId, replayId };
}

function earliest(entries: Iterable<Running>): Running | undefined {
  let first: Running | undefined;
  for (const entry of entries) if (first === undefined || entry.turnAt < first.turnAt) first = entry;
  return first;
}
