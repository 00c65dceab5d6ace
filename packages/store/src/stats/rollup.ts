/**
 * Figures rolled up as things happen: by minute, by hour, and over all time, for every webhook and for the account
 * as a whole. Every driver turns what its commands did into {@link Note}s and writes the {@link Rollup}s that they
 * come to in the same transaction, so that figures are exact and reading them costs no walk over attempts.
 */
import { addBins, type Bins, binOf } from "./histogram.ts";

export type RollupWidth = "minute" | "hour" | "total";

export const WIDTH_MS: Readonly<Record<Exclude<RollupWidth, "total">, number>> = { minute: 60_000, hour: 3_600_000 };

/** What is counted. For all time, deliveries pending = created + reopened - succeeded - exhausted - cancelled. */
export interface Counts {
  /** Events accepted, of the account alone: what a webhook is owed counts as created. */
  readonly events: number;
  /** Attempts that ended. */
  readonly attempts: number;
  /** Those that were answered with a success. */
  readonly delivered: number;
  /** Those that failed and count against the webhook. */
  readonly failed: number;
  /** Deliveries that came to be pending, */
  readonly created: number;
  /** came to be pending again, */
  readonly reopened: number;
  /** and came to each of their ends. */
  readonly succeeded: number;
  readonly exhausted: number;
  readonly cancelled: number;
}

export const COUNTS: readonly (keyof Counts)[] = [
  "events",
  "attempts",
  "delivered",
  "failed",
  "created",
  "reopened",
  "succeeded",
  "exhausted",
  "cancelled",
];

export const NO_COUNTS: Counts = {
  events: 0,
  attempts: 0,
  delivered: 0,
  failed: 0,
  created: 0,
  reopened: 0,
  succeeded: 0,
  exhausted: 0,
  cancelled: 0,
};

/** Figures of one width, from `startMs` on. */
export interface Rollup extends Counts {
  readonly startMs: number;
  /** Attempts by outcome. */
  readonly outcomes: ReadonlyMap<string, number>;
  /** Times of the attempts that got a response. */
  readonly responseBins: Bins;
}

/** Something that happened, once. */
export interface Note {
  readonly accountId: string;
  /** Null: of the account alone. */
  readonly webhookId: string | null;
  readonly atMs: number;
  readonly counts: Partial<Counts>;
  /** Of an attempt. */
  readonly outcome?: string;
  /** The whole time of an attempt that got a response. */
  readonly responseMs?: number | null;
}

/** What is to be added to one stored rollup. */
export interface Addition {
  readonly accountId: string;
  /** Null: the account as a whole. */
  readonly webhookId: string | null;
  readonly width: RollupWidth;
  readonly startMs: number;
  readonly counts: Counts;
  readonly outcomes: ReadonlyMap<string, number>;
  readonly responseBins: Bins;
}

interface Sum extends Addition {
  readonly counts: Record<keyof Counts, number>;
  readonly outcomes: Map<string, number>;
  readonly responseBins: Map<number, number>;
}

/** Notes added up by minute: of each webhook, and of the account where no webhook is concerned. */
export function sumNotes(notes: readonly Note[]): readonly Addition[] {
  const sums = new Sums();
  for (const note of notes) {
    addNote(sums.of(note.accountId, note.webhookId, "minute", startOf(note.atMs, "minute")), note);
  }
  return sums.values();
}

/** Several such sums as one: of each webhook and minute one is left. */
export function mergeSums(minutes: readonly Addition[]): readonly Addition[] {
  const sums = new Sums();
  for (const sum of minutes) addSum(sums.of(sum.accountId, sum.webhookId, "minute", sum.startMs), sum);
  return sums.values();
}

/** From sums by minute, one addition for each rollup that they touch. Totals keep counts alone. */
export function widenSums(minutes: readonly Addition[]): readonly Addition[] {
  const sums = new Sums();
  for (const sum of minutes) {
    const { accountId, webhookId, startMs } = sum;
    for (const subject of webhookId === null ? [null] : [webhookId, null]) {
      addSum(sums.of(accountId, subject, "minute", startMs), sum);
      addSum(sums.of(accountId, subject, "hour", startOf(startMs, "hour")), sum);
      addCounts(sums.of(accountId, subject, "total", 0).counts, sum.counts);
    }
  }
  return sums.values();
}

class Sums {
  readonly #accounts = new Map<string, Map<string, Sum[]>>();
  readonly #sums: Sum[] = [];

  of(accountId: string, webhookId: string | null, width: RollupWidth, startMs: number): Sum {
    const own = this.#ofWebhook(accountId, webhookId ?? "");
    // A webhook has few buckets at a time: to compare them costs less than to print a key.
    let sum = own.find((one) => one.startMs === startMs && one.width === width);
    if (sum === undefined) {
      const parts = { counts: { ...NO_COUNTS }, outcomes: new Map(), responseBins: new Map() };
      sum = { accountId, webhookId, width, startMs, ...parts };
      own.push(sum);
      this.#sums.push(sum);
    }
    return sum;
  }

  #ofWebhook(accountId: string, webhookId: string): Sum[] {
    let webhooks = this.#accounts.get(accountId);
    if (webhooks === undefined) {
      webhooks = new Map();
      this.#accounts.set(accountId, webhooks);
    }
    let own = webhooks.get(webhookId);
    if (own === undefined) {
      own = [];
      webhooks.set(webhookId, own);
    }
    return own;
  }

  values(): readonly Sum[] {
    return this.#sums;
  }
}

/** The instant at which the bucket that holds `ms` begins. */
export function startOf(ms: number, width: keyof typeof WIDTH_MS): number {
  return ms - (ms % WIDTH_MS[width]);
}

function addNote(sum: Sum, note: Note): void {
  addCounts(sum.counts, note.counts);
  if (note.outcome !== undefined) sum.outcomes.set(note.outcome, (sum.outcomes.get(note.outcome) ?? 0) + 1);
  if (typeof note.responseMs === "number") {
    const bin = binOf(note.responseMs);
    sum.responseBins.set(bin, (sum.responseBins.get(bin) ?? 0) + 1);
  }
}

function addSum(into: Sum, sum: Addition): void {
  addCounts(into.counts, sum.counts);
  addOutcomes(into.outcomes, sum.outcomes);
  addBins(into.responseBins, sum.responseBins);
}

function addCounts(into: Record<keyof Counts, number>, counts: Partial<Counts>): void {
  for (const name of COUNTS) into[name] += counts[name] ?? 0;
}

function addOutcomes(into: Map<string, number>, outcomes: ReadonlyMap<string, number>): void {
  for (const [outcome, count] of outcomes) into.set(outcome, (into.get(outcome) ?? 0) + count);
}

/** Several rollups as one, from the earliest on. */
export function mergeRollups(rollups: readonly Rollup[]): Rollup {
  const counts = { ...NO_COUNTS };
  const outcomes = new Map<string, number>();
  const responseBins = new Map<number, number>();
  for (const rollup of rollups) {
    addCounts(counts, rollup);
    addOutcomes(outcomes, rollup.outcomes);
    addBins(responseBins, rollup.responseBins);
  }
  return { startMs: rollups[0]?.startMs ?? 0, ...counts, outcomes, responseBins };
}

/** How many deliveries are pending, by the counts of all time. */
export function pendingOf(total: Counts): number {
  return total.created + total.reopened - total.succeeded - total.exhausted - total.cancelled;
}
