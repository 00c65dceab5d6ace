import type { OpenAttempt, WebhookRecord } from "@callcall/store";
import type { Timer } from "../runtime/clock.ts";
import type { FairTurns } from "./fair-turns.ts";
import { type Instants, Lane, type LaneLimits } from "./lane.ts";
import type { Claimant } from "./pool.ts";
import type { Places, Slots, TakenSeat } from "./slots.ts";
import type { TrackRecord } from "./track-record.ts";

/** A breaker that is open, by the wall clock. */
export interface OpenBreaker {
  readonly openSinceMs: number;
  /** When a probe may go; past: it is under way, or nothing waits. */
  readonly nextProbeMs: number;
}

/** A lane in the hands of the dispatcher. */
export class LaneState implements Claimant {
  readonly lane: Lane;
  readonly accountId: string;
  readonly most: number;
  waitsIn: FairTurns<unknown> | null = null;
  /** Waits for its turn. */
  queued = false;
  alarm: { readonly atSteadyMs: number; readonly timer: Timer } | null = null;
  /** It had nothing to do when that was last looked at, and nothing has come since. */
  wasIdle = false;
  #places: Places<LaneState>;
  #url: string;
  readonly #slots: Slots<LaneState>;

  constructor(webhook: WebhookRecord, limits: LaneLimits, slots: Slots<LaneState>) {
    this.lane = new Lane(webhook, limits);
    this.accountId = webhook.accountId;
    this.most = limits.most;
    this.#slots = slots;
    this.#url = webhook.url;
    this.#places = slots.enter(webhook.accountId, webhook.url);
  }

  get record(): TrackRecord {
    return this.lane.record;
  }

  get held(): number {
    return this.lane.inFlight;
  }

  /** The pools that it takes its slots from, by the webhook's address as it is now. */
  get places(): Places<LaneState> {
    const { url } = this.lane.webhook;
    if (url !== this.#url) {
      this.#slots.leave(this.#places);
      this.#places = this.#slots.enter(this.accountId, url);
      this.#url = url;
    }
    return this.#places;
  }

  /** Null: it is closed. */
  breaker(now: Instants): OpenBreaker | null {
    const { breaker } = this.lane;
    if (breaker.kind !== "open") return null;
    const wallMs = (steadyMs: number): number => Math.round(now.wallMs + steadyMs - now.steadyMs);
    return { openSinceMs: wallMs(breaker.sinceMs), nextProbeMs: wallMs(breaker.probeMs) };
  }

  /** The lane is gone from memory. */
  leave(): void {
    this.alarm?.timer.cancel();
    this.alarm = null;
    this.waitsIn = null;
    this.#slots.leave(this.#places);
  }
}

/**
 * A delivery on its way to disk: the lane that it will join, the same one even if its webhook is deleted
 * meanwhile, and, where it can be sent at once, the slot that is held for it and the attempt that is begun with it.
 */
export interface Booking {
  readonly state: LaneState;
  readonly begun: { readonly seat: TakenSeat<LaneState>; readonly open: OpenAttempt } | null;
}
