/**
 * Faults of the program, planted one at a time to see that the simulator finds them: whoever judges must be judged.
 * Each is a port that does not keep what it promises; the engine and the store themselves stay as they are.
 */
import type { Bug } from "../world/bug.ts";
import { ackBeforeCommit, ackBeforeSync, checkedThenInserted, staleFanOut } from "./accepting.ts";
import { jobsForgotten, lastPageSkipped } from "./replaying.ts";
import { retentionByAge } from "./retention.ts";
import { goneStays, heldGivenUp, jitterSubtracts, keysForgotten, secretsUnended } from "./schedule.ts";
import {
  bareBody,
  controlUnread,
  fifoUnlockedOnRetry,
  leakedBySlot,
  localFaultCharged,
  newestFirst,
  retryAfterUnread,
  retryForgotten,
  retryTooEarly,
} from "./sending.ts";
import { beginAfterSend, noFence, recoverySkipped, twoTransactions } from "./settling.ts";

export const BUGS: readonly Bug[] = [
  ackBeforeCommit,
  ackBeforeSync,
  checkedThenInserted,
  staleFanOut,
  noFence,
  twoTransactions,
  beginAfterSend,
  recoverySkipped,
  fifoUnlockedOnRetry,
  retryTooEarly,
  retryForgotten,
  leakedBySlot,
  localFaultCharged,
  bareBody,
  retentionByAge,
  newestFirst,
  jitterSubtracts,
  heldGivenUp,
  goneStays,
  retryAfterUnread,
  controlUnread,
  secretsUnended,
  keysForgotten,
  lastPageSkipped,
  jobsForgotten,
];
