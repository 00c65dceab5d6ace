/** How the figures of an account are read. See `../stats` for what they are. */
import type { Counts, Rollup } from "../stats/rollup.ts";

/** Whose figures: those of one webhook, or of the account as a whole. */
export interface StatsSubject {
  readonly accountId: string;
  readonly webhookId: string | null;
}

export interface RollupRange {
  readonly width: "minute" | "hour";
  /** Inclusive, the start of a bucket. */
  readonly sinceMs: number;
  /** Exclusive. */
  readonly untilMs: number;
}

export interface StatsReads {
  /** The earliest first; a bucket in which nothing happened is not there. */
  rollups(subject: StatsSubject, range: RollupRange): Promise<readonly Rollup[]>;
  /** The counts of all time, also of webhooks that are removed. */
  totalCounts(subject: StatsSubject): Promise<Counts>;
  /** When the event of the oldest pending delivery was accepted; undefined when none is pending. */
  oldestPendingMs(subject: StatsSubject): Promise<number | undefined>;
  /** How many deliveries are pending, over all accounts. */
  pendingDeliveries(): Promise<number>;
}
