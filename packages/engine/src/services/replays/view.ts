import type { Replay, ReplayCount, ReplayFailure } from "@callcall/contract";
import type { ReplayJobRecord } from "@callcall/store";
import { instant } from "../../domain/instant.ts";
import { instantOrNull } from "../views.ts";

/** What only the process that runs a job knows of it. */
export interface ReplayPulse {
  /** It holds back for the webhook's other deliveries. */
  readonly waiting: boolean;
  readonly perSecond: number;
}

/** What is replayed, in the words of the API; a dry run is answered with the same. */
export function selectionView(job: ReplayJobRecord): Omit<ReplayCount, "dry_run"> {
  return {
    webhook_id: job.webhookId,
    which: job.selection,
    since: instant(job.sinceMs),
    until: instant(job.untilMs),
    types: job.types === null ? null : [...job.types],
    total: job.total,
    total_exact: job.totalExact,
  };
}

export function replayView(job: ReplayJobRecord, pulse: ReplayPulse | undefined, nowMs: number): Replay {
  const running = job.status === "running" ? pulse : undefined;
  return {
    dry_run: false,
    id: job.id,
    ...selectionView(job),
    rate_per_second: job.ratePerSecond,
    status: job.status,
    failure: job.failure as ReplayFailure | null,
    examined: job.examined,
    replayed: job.replayed,
    skipped: job.skipped,
    waiting: running?.waiting ?? false,
    replayed_per_second: running === undefined ? null : Math.round(running.perSecond * 10) / 10,
    estimated_finish_at: instantOrNull(finishMs(job, running, nowMs)),
    created_at: instant(job.createdMs),
    finished_at: instantOrNull(job.finishedMs),
  };
}

/** Where it goes on as in the last half minute; null where it stands still. */
function finishMs(job: ReplayJobRecord, pulse: ReplayPulse | undefined, nowMs: number): number | null {
  if (pulse === undefined || pulse.perSecond === 0) return null;
  const left = Math.max(0, job.total - job.replayed);
  return nowMs + Math.round((left / pulse.perSecond) * 1000);
}
