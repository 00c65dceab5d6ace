import { createHash } from "node:crypto";
import type { ApiCallRecord, ReadStore } from "@callcall/store";
import type { GroupCommit } from "../commit/group-commit.ts";
import { CallCounts, type CountedCalls } from "../domain/call-counts.ts";
import type { Clock, Timer, Timers } from "../runtime/clock.ts";
import type { Log } from "../runtime/log.ts";
import { boundedListing } from "./listing.ts";
import type { ApiCallService } from "./port.ts";

interface ApiCallPorts {
  readonly store: ReadStore;
  readonly commit: GroupCommit;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
}

/** The service, with its end for the engine. */
export interface ApiCallCounting extends ApiCallService {
  /** Store what is counted. Resolves when it is stored, or cannot be. */
  close(): Promise<void>;
}

/** How much a crash may lose. What changes something is in the audit log in the commit that changes it. */
const FLUSH_EVERY_MS = 5_000;
/** Rows of one command: a commit is not held up longer than by a batch of events. */
const ROWS_AT_ONCE = 500;

/** Counts calls in memory and stores the counts now and then: no call waits for it, none costs a write of its own. */
export function createApiCalls({ store, commit, clock, timers, log }: ApiCallPorts): ApiCallCounting {
  const counts = new CallCounts();
  let timer: Timer | undefined;
  let closed = false;

  async function flush(): Promise<void> {
    const taken = counts.take(clock.nowMs());
    for (let from = 0; from < taken.length; from += ROWS_AT_ONCE) {
      const part = taken.slice(from, from + ROWS_AT_ONCE);
      try {
        await commit.submit({ kind: "api_calls.add", calls: part.map(recordOf) });
      } catch (error) {
        log.warn({ err: error }, "cannot store the counts of API calls yet");
        counts.putBack(taken.slice(from));
        return;
      }
    }
  }

  /** Only while there is something to store: a server that nobody calls stays asleep. */
  function schedule(): void {
    if (closed || timer !== undefined) return;
    timer = timers.after(FLUSH_EVERY_MS, () => {
      void flush().then(() => {
        timer = undefined;
        if (counts.waiting) schedule();
      });
    });
  }

  return {
    count(call) {
      counts.add(call, clock.nowMs());
      schedule();
    },

    list: (caller, filter, page) =>
      boundedListing(
        page,
        (wanted) => store.apiCalls(caller.accountId, filter, wanted),
        (row) => ({ ms: row.minuteMs, id: row.id }),
        (rows) => rows,
      ),

    async close() {
      closed = true;
      timer?.cancel();
      await flush();
    },
  };
}

const ID_BYTES = 12;

/** The row's id follows from what it counts, so that a restart within the minute goes on with the same row. */
function recordOf(calls: CountedCalls): ApiCallRecord {
  const { actor, ip, operation, status } = calls;
  const digest = createHash("sha256")
    .update(JSON.stringify([actor, ip, operation, status]))
    .digest();
  return { ...calls, id: digest.subarray(0, ID_BYTES).toString("base64url") };
}
