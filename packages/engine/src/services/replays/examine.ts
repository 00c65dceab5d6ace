import type { Position, ReadStore, ReplayCandidate, ReplayWindow } from "@callcall/store";
import { Budget } from "../../domain/budget.ts";
import type { Subscriber } from "../../domain/fan-out.ts";
import { Payload } from "../../domain/payload.ts";
import { isReplayedType, judgeReplay } from "../../domain/replay.ts";

/** What is to be replayed: the events of a window, narrowed by types. */
export interface ReplaySubject extends ReplayWindow {
  readonly types: readonly string[] | null;
}

/** One look at the next rows of a window. */
export interface Examination {
  /** To replay, in the order of the window. */
  readonly picked: readonly ReplayCandidate[];
  /** Wanted, and on their way already. */
  readonly skipped: number;
  readonly examined: number;
  /** The last row that was looked at. */
  readonly to: Position;
  /** There are no more rows. */
  readonly through: boolean;
}

export type ExamineStore = Pick<ReadStore, "replayCandidates" | "event">;

/** Rows looked at in one step: about 10 ms. */
export const EXAMINED_PER_STEP = 2_000;
/** Read together: more than are wanted, as not every row is. */
const ROWS_AT_ONCE = 200;
const ROWS_AT_ONCE_MIN = 50;
/** Payloads read for a filter in one step. */
const PAYLOAD_BYTES_PER_STEP = 4 * 1024 * 1024;
/** Work of filters in one step: about 50 ms. The first event may take what publishing allows it. */
const FILTER_STEPS = 500_000;

/**
 * Look at the rows after `after` until `wanted` events are picked or enough was looked at. The dry run and the job
 * both go by this, so that the one says what the other does.
 */
export async function examine(
  subject: ReplaySubject,
  subscriber: Subscriber,
  after: Position,
  wanted: number,
  store: ExamineStore,
): Promise<Examination> {
  const picked: ReplayCandidate[] = [];
  const filter = createFilterCheck(subject, subscriber, store);
  let skipped = 0;
  let examined = 0;
  let to = after;
  const rowsAtOnce = Math.min(ROWS_AT_ONCE, Math.max(ROWS_AT_ONCE_MIN, 2 * wanted));
  const result = (through: boolean): Examination => ({ picked, skipped, examined, to, through });
  while (examined < EXAMINED_PER_STEP) {
    const rows = await store.replayCandidates(subject, to, rowsAtOnce);
    for (const row of rows) {
      if (picked.length >= wanted) return result(false);
      const verdict = judgeReplay(subject.selection, row.state, row.payloadExpired);
      if (
        verdict !== "pass" &&
        isReplayedType(row.eventType, subject.selection, subject.types, subscriber.webhook.events)
      ) {
        const accepted = await filter(row);
        if (accepted === "later") return result(false);
        if (accepted && verdict === "replay") picked.push(row);
        if (accepted && verdict === "skip") skipped += 1;
      }
      examined += 1;
      to = row.position;
    }
    if (rows.length < rowsAtOnce) return result(true);
  }
  return result(false);
}

/** Whether the webhook's filter lets an event pass; `later`: this step has done enough. */
function createFilterCheck(
  { accountId, selection }: ReplaySubject,
  { filter }: Subscriber,
  store: ExamineStore,
): (row: ReplayCandidate) => Promise<boolean | "later"> {
  const budget = new Budget(FILTER_STEPS);
  let bytes = 0;
  let looked = 0;
  return async ({ eventId, eventType }) => {
    // What has failed was owed, whatever the filter says now.
    if (filter === null || selection === "failed") return true;
    if (bytes >= PAYLOAD_BYTES_PER_STEP) return "later";
    const event = await store.event(accountId, eventId);
    if (event === undefined) return false;
    // Nothing to look at any more: it is skipped, and counted as that.
    if (event.data === null) return true;
    const payload = new Payload(event.data);
    bytes += event.data.length;
    const steps = filter.weight === 0 ? 0 : filter.weight * payload.size;
    if (!budget.spend(steps)) {
      if (looked > 0) return "later";
      // As in publishing: rather an event too many than one that is missing.
      if (!new Budget().spend(steps)) return true;
      bytes = PAYLOAD_BYTES_PER_STEP;
    }
    looked += 1;
    return filter.accepts({ type: eventType, data: payload.value });
  };
}
