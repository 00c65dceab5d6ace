import type { ReplayJobRecord, ReplaySelection } from "@callcall/store";
import type { LedgerDelivery, LedgerEvent, LedgerListener, LedgerWebhook } from "./ledger-entries.ts";

/** A replay of a window of events. */
export interface LedgerJob {
  readonly webhookId: string;
  readonly selection: ReplaySelection;
  readonly ratePerSecond: number;
  /** When it began, in virtual milliseconds; null: in a process before this one. */
  startedMs: number | null;
  status: ReplayJobRecord["status"];
  /** What it has made due. */
  readonly events: Set<string>;
  /** What was wanted when it began, with how often each had been asked for by then. */
  readonly wanted: ReadonlyMap<string, number>;
}

/** The delivery of an event to a webhook, as it stands. */
export type DeliveryOf = (event: LedgerEvent) => LedgerDelivery | undefined;

export function jobOf(
  { webhookId, selection, sinceMs, untilMs, ratePerSecond, accountId }: ReplayJobRecord,
  startedMs: number,
  events: Iterable<LedgerEvent>,
  webhook: LedgerWebhook,
  deliveryOf: DeliveryOf,
): LedgerJob {
  const wanted = new Map<string, number>();
  for (const event of events) {
    if (event.accountId !== accountId || event.createdMs < sinceMs || event.createdMs >= untilMs) continue;
    const delivery = deliveryOf(event);
    const isMeant = selection === "failed" || isSubscribed(webhook, event);
    if (isMeant && !event.bare && isWanted(selection, delivery)) wanted.set(event.id, delivery?.grants.length ?? 0);
  }
  return { webhookId, selection, ratePerSecond, startedMs, status: "running", events: new Set(), wanted };
}

/** A job's first step, and one that makes up for what came late, may be this much ahead of its rate. */
const RATE_GRACE_SECONDS = 2.5;

/** What a step has come to. */
interface StepTold {
  /** Worked out once more. */
  readonly due: number;
  /** What the store says. */
  readonly replayed: number;
  readonly completed: boolean;
  /** Virtual. */
  readonly nowMs: number;
}

interface Found {
  event(id: string): LedgerEvent | undefined;
  readonly deliveryOf: DeliveryOf;
}

/** Tell of a step that counts wrong, is too quick, or is the last and leaves something out. */
export function judgeStep(
  jobId: string,
  job: LedgerJob,
  { due, replayed, completed, nowMs }: StepTold,
  found: Found,
  listener: LedgerListener,
): void {
  if (due !== replayed) listener.miscounted(jobId, due, replayed);
  if (job.startedMs !== null) {
    const allowed = ((nowMs - job.startedMs) / 1000 + RATE_GRACE_SECONDS) * job.ratePerSecond + 1;
    if (job.events.size > allowed) listener.hurried(jobId, job.events.size, allowed);
  }
  const leftOut = completed ? leftOutOf(job, found) : [];
  if (leftOut.length > 0) listener.leftOut(jobId, leftOut);
}

/** What was wanted all along and is not replayed though the job is done. */
function leftOutOf({ selection, events, wanted }: LedgerJob, { event, deliveryOf }: Found): readonly string[] {
  return [...wanted].flatMap(([id, grants]) => {
    const found = event(id);
    if (found === undefined || found.bare || events.has(id)) return [];
    const delivery = deliveryOf(found);
    return isWanted(selection, delivery) && (delivery?.grants.length ?? 0) === grants ? [id] : [];
  });
}

/** As the job has chosen it, and not under way. */
export function isWanted(selection: ReplaySelection, earlier: LedgerDelivery | undefined): boolean {
  if (earlier === undefined) return selection !== "failed";
  if (selection === "missing" || earlier.openId !== null) return false;
  return selection === "failed" ? earlier.state === "failed" : earlier.state !== "pending";
}

/** The subscription, once more and in fewer words. */
export function isSubscribed({ record }: LedgerWebhook, { type, data }: LedgerEvent): boolean {
  if (!record.events.some((pattern) => pattern === "*" || pattern === type)) return false;
  return record.filter === null || Buffer.from(data).includes('"even":true');
}
