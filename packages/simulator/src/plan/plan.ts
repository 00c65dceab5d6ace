import type { FaultPlan } from "./faults.ts";

/**
 * Everything that a seed has drawn, as values: what is in it can be printed, kept in a file, and made smaller. What
 * is left to the run (which ready event comes next, jitter, latencies) comes from streams of the same seed.
 */
export interface Plan {
  readonly seed: number;
  /** `safety`: faults until the end. `liveness`: they stop, receivers heal, and everything owed must arrive. */
  readonly mode: Mode;
  readonly accounts: number;
  readonly node: NodePlan;
  readonly webhooks: readonly WebhookPlan[];
  readonly calls: readonly CallPlan[];
  readonly faults: readonly FaultPlan[];
  /** Calls and faults happen before this, in virtual milliseconds. */
  readonly endMs: number;
}

export type Mode = "safety" | "liveness";

export interface NodePlan {
  readonly inFlightPerWebhook: number;
  readonly inFlightPerNode: number;
  readonly inFlightPerAccount: number;
  readonly inFlightPerHost: number;
  /** Deliveries that wait in memory; the rest waits in the store. */
  readonly queuedInMemory: number;
  readonly retryScheduleSeconds: readonly number[];
  /** How long events are kept; null: as long as the server keeps them by itself. */
  readonly eventsKeptMs: number | null;
  /** How long payloads of what was delivered are kept; null: as long as the event. */
  readonly payloadsKeptMs: number | null;
  /** Of a commit, at the least and at the most. */
  readonly commitMs: readonly [min: number, max: number];
  readonly networkMs: readonly [min: number, max: number];
}

export const MOODS = [
  "healthy",
  "slow",
  "failing",
  "flaky",
  "hanging",
  "forgetful",
  "resetting",
  "refusing",
  "busy",
  "gone",
  "nameless",
  "redirecting",
  "cut off",
  "aborting",
  "leaving",
] as const;

/** How a receiver behaves. */
export type Mood = (typeof MOODS)[number];

export interface WebhookPlan {
  /** Its place in the world: calls name it, also after others were taken out of the plan. */
  readonly name: number;
  readonly account: number;
  readonly fifo: boolean;
  /** Whether what is never delivered holds up its line: only in order. */
  readonly holds: boolean;
  /** Others that have the same number are on the same host; null: it has one of its own. */
  readonly host: number | null;
  readonly rateLimit: number | null;
  /** Takes only events with an even number. */
  readonly even: boolean;
  readonly types: "*" | "one";
  readonly scheduleSeconds: readonly number[] | null;
  readonly deadlineMs: number;
  /** One after another; the last one stays. */
  readonly moods: readonly { readonly fromMs: number; readonly mood: Mood }[];
}

export type CallPlan =
  | {
      readonly kind: "publish";
      readonly atMs: number;
      /** The number of its first event; the next ones are of the same batch. */
      readonly number: number;
      readonly account: number;
      /** 1: a single event; more: a batch. */
      readonly events: number;
      readonly identity: Identity;
      /** The same request more than once at the same time, as impatient clients do. */
      readonly copies: number;
    }
  | { readonly kind: "register"; readonly atMs: number; readonly webhook: number }
  | { readonly kind: "rotate"; readonly atMs: number; readonly webhook: number; readonly overlapSeconds: number }
  /** Somebody changes how the webhook is sent to. */
  | {
      readonly kind: "reorder";
      readonly atMs: number;
      readonly webhook: number;
      readonly fifo: boolean;
      readonly holds: boolean;
    }
  | { readonly kind: "limit"; readonly atMs: number; readonly webhook: number; readonly perSecond: number | null }
  | { readonly kind: "disable" | "enable" | "delete" | "update"; readonly atMs: number; readonly webhook: number }
  | {
      readonly kind: "cancel" | "retry" | "replay";
      readonly atMs: number;
      readonly webhook: number;
      readonly pick: number;
    }
  | {
      /** A replay, as a job. */
      readonly kind: "replay job";
      readonly atMs: number;
      readonly webhook: number;
      readonly which: "failed" | "missing" | "all";
      readonly perSecond: number;
      /** How far back it reaches; null: before everything there is. */
      readonly reachMs: number | null;
      /** Somebody takes it back after this long; null: nobody does. */
      readonly cancelAfterMs: number | null;
    }
  | { readonly kind: "deploy"; readonly atMs: number; readonly drainMs: number };

/** What tells a repeated request from a new one. */
export type Identity = "none" | "event id" | "key";
