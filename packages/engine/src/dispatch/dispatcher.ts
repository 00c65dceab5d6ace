import { type OpenAttempt, StoreError, type WebhookRecord } from "@callcall/store";
import type { Timer } from "../runtime/clock.ts";
import { attempt, type FlightEnd, type Target } from "./attempt.ts";
import { type Instants, Lane } from "./lane.ts";
import { type Parcel, parcelOf } from "./parcel.ts";
import type { AttemptPorts } from "./ports.ts";
import { Turns } from "./turns.ts";

/** Waits for a wall-clock instant are looked at again after this long, so that a clock set forward is noticed. */
const LONGEST_WAIT_MS = 60_000;
/** How long a lane rests when the store could not be read or written. */
const STORE_REST_MS = 1_000;

/**
 * A delivery on its way to disk: the lane that it will join, the same one even if its webhook is deleted
 * meanwhile, and the attempt that is begun with it.
 */
export interface Booking {
  readonly state: LaneState;
  readonly open: OpenAttempt | null;
}

interface LaneState {
  readonly lane: Lane;
  /** Waits for its turn, or for the node to be less crowded. */
  queued: boolean;
  alarm: { readonly atSteadyMs: number; readonly timer: Timer } | null;
}

/**
 * Gives lanes their turns. Lanes take turns one delivery at a time, so that a lane with a million
 * deliveries waits in the same line as a lane with one; each is bounded by its own cap, all together by
 * the node's, and where slots are scarce, those go to lanes that hold few.
 */
export class Dispatcher {
  readonly #ports: AttemptPorts;
  readonly #lanes = new Map<string, LaneState>();
  readonly #turns = new Turns<LaneState>();
  /** Lanes that could send, and hold more than their share of a node that is nearly full. */
  #crowded: LaneState[] = [];
  /** Slots in use: requests in flight, and those that commits under way have reserved. */
  #inFlight = 0;
  /** Attempts from begin to settled: longer than their slot is used. */
  #flights = 0;
  #running = false;
  readonly #drained: Promise<void>;
  #noteDrained: () => void = () => {};

  constructor(ports: AttemptPorts) {
    this.#ports = ports;
    this.#drained = new Promise((resolve) => {
      this.#noteDrained = resolve;
    });
  }

  /** Begin to send. What is admitted before waits: earlier deliveries, left in the store, must be known first. */
  start(): void {
    this.#running = true;
    this.#pump();
  }

  /**
   * Book a delivery that is about to be committed. If it could be sent at once, a slot is held for it and its
   * attempt is begun in the same transaction, which saves a write. Must be followed by `admit` or `release`.
   */
  book(webhook: WebhookRecord): Booking {
    const state = this.#lane(webhook);
    const now = this.#now();
    const atOnce = this.#running && !this.#nodeFull && this.#fits(state) && state.lane.canSendAtOnce(now);
    state.lane.book();
    if (!atOnce) return { state, open: null };
    state.lane.occupy(now.steadyMs);
    this.#inFlight += 1;
    return { state, open: { id: this.#ports.ids.next("attempt"), startedMs: now.wallMs } };
  }

  /** The commit did not happen, or the delivery was not inserted. */
  release({ state, open }: Booking): void {
    state.lane.unbook();
    if (open !== null) this.#vacate(state);
  }

  /**
   * A booked delivery is on stable storage: send it now if a slot is held for it, else queue it. The commit has
   * found `webhook` to be current, which nobody knew when it was booked.
   */
  admit({ state, open }: Booking, parcel: Parcel, webhook: WebhookRecord): void {
    state.lane.unbook();
    state.lane.configure(webhook);
    if (open !== null) {
      state.lane.hold(parcel);
      this.#fly(state, parcel);
      return;
    }
    state.lane.enqueue(parcel);
    this.#touch(state);
  }

  /** The webhook's settings or status are these now. */
  configure(webhook: WebhookRecord): void {
    const state = this.#lanes.get(webhook.id);
    if (state === undefined) return;
    state.lane.configure(webhook);
    this.#touch(state);
  }

  /** The webhook was enabled by hand: what it failed at before is forgotten, and what waited goes on. */
  enable(webhook: WebhookRecord): void {
    const state = this.#lane(webhook);
    state.lane.renew(webhook);
    state.lane.reload();
    this.#touch(state);
  }

  /** The store holds work for this webhook that the lane does not know of. */
  wake(webhook: WebhookRecord): void {
    const state = this.#lane(webhook);
    state.lane.reload();
    this.#touch(state);
  }

  /** As wake, for a lane that is in memory already. False: it is not. */
  nudge(webhookId: string): boolean {
    const state = this.#lanes.get(webhookId);
    if (state === undefined) return false;
    state.lane.reload();
    this.#touch(state);
    return true;
  }

  /** The webhook is deleted: its pending deliveries are cancelled, what is in flight completes. */
  remove(webhookId: string): void {
    const state = this.#lanes.get(webhookId);
    if (state === undefined) return;
    state.alarm?.timer.cancel();
    state.lane.close();
    this.#lanes.delete(webhookId);
  }

  /** Begin no more attempts, and resolve when those in flight are settled. */
  stop(): Promise<void> {
    this.#running = false;
    for (const state of this.#lanes.values()) state.alarm?.timer.cancel();
    this.#settleDown();
    return this.#drained;
  }

  #settleDown(): void {
    if (!this.#running && this.#flights === 0 && this.#inFlight === 0) this.#noteDrained();
  }

  #now(): Instants {
    return { wallMs: this.#ports.clock.nowMs(), steadyMs: this.#ports.clock.monotonicMs() };
  }

  get #nodeFull(): boolean {
    return this.#inFlight >= this.#ports.settings.inFlightPerNode;
  }

  /**
   * Whether the lane may have one slot more. Of the last quarter of the node's slots, the fewer are left, the
   * fewer a lane may hold: otherwise 32 consumers that hang would hold every slot there is, 16 each.
   */
  #fits({ lane }: LaneState): boolean {
    const { inFlightPerNode, inFlightPerWebhook } = this.#ports.settings;
    const free = (inFlightPerNode - this.#inFlight) / (inFlightPerNode / 4);
    return lane.inFlight === 0 || lane.inFlight < inFlightPerWebhook * free;
  }

  #lane(webhook: WebhookRecord): LaneState {
    let state = this.#lanes.get(webhook.id);
    if (state === undefined) {
      state = { lane: new Lane(webhook, this.#ports.settings.inFlightPerWebhook), queued: false, alarm: null };
      this.#lanes.set(webhook.id, state);
    }
    return state;
  }

  /** Let a lane take its turn. */
  #touch(state: LaneState): void {
    if (!state.queued) {
      state.queued = true;
      this.#turns.push(state);
    }
    this.#pump();
  }

  #pump(): void {
    while (this.#running && !this.#nodeFull) {
      const state = this.#turns.next();
      if (state === undefined) return;
      state.queued = false;
      this.#turn(state);
    }
  }

  #turn(state: LaneState): void {
    const { lane } = state;
    const now = this.#now();
    const step = lane.step(now);
    switch (step.kind) {
      case "send": {
        state.queued = true;
        if (!this.#fits(state)) {
          this.#crowded.push(state);
          return;
        }
        const parcel = lane.take(now.steadyMs);
        this.#inFlight += 1;
        // Back of the line before the flight: the next turn is another lane's.
        this.#turns.push(state);
        this.#fly(state, parcel);
        return;
      }
      case "refill":
        void this.#refill(state);
        // What is queued already need not wait for it.
        this.#turn(state);
        return;
      case "wait":
        this.#arm(state, step.ms);
        return;
      case "rest":
        return;
    }
  }

  /** Send a parcel whose slot is taken. */
  #fly(state: LaneState, parcel: Parcel): void {
    const { lane } = state;
    let seated = true;
    const vacate = (): void => {
      if (!seated) return;
      seated = false;
      this.#vacate(state);
    };
    const target: Target = {
      get webhook() {
        return lane.webhook;
      },
      learn: (decision) => lane.learn(decision),
      confirm: (disable) => lane.confirm(disable),
      landed() {
        // A FIFO lane's next delivery waits until this one's end is on disk.
        if (!lane.fifo) vacate();
      },
      // The slot is free already; what would be sent in it could not be recorded either.
      stalled: () => lane.rest(this.#now().steadyMs, STORE_REST_MS),
    };
    this.#flights += 1;
    attempt(parcel, target, this.#ports).then((end) => {
      this.#flights -= 1;
      lane.drop(parcel);
      this.#digest(state, parcel, end);
      vacate();
      this.#touch(state);
      this.#settleDown();
    });
  }

  /** Free a slot of the lane and the node, and let the lane use it again. */
  #vacate(state: LaneState): void {
    state.lane.vacate();
    this.#inFlight -= 1;
    for (const crowded of this.#crowded) this.#turns.push(crowded);
    this.#crowded = [];
    this.#touch(state);
    this.#settleDown();
  }

  /** Let the lane know what its parcel's flight came to. */
  #digest(state: LaneState, parcel: Parcel, end: FlightEnd): void {
    const { lane } = state;
    if (end.kind === "unavailable") {
      // Nothing is lost: the store still has it as pending. Rest a moment instead of spinning.
      lane.reload();
      lane.rest(this.#now().steadyMs, STORE_REST_MS);
      return;
    }
    if (end.kind === "stale") {
      // Cancelled, most likely; whatever it was, the store knows and memory does not.
      lane.reload();
      return;
    }
    const { decision } = end;
    if (end.state !== "pending" || decision.nextAttemptMs === null) return;
    if (lane.fifo) {
      const { chargedCount, nextAttemptMs } = decision;
      const attemptCount = parcel.attemptCount + 1;
      lane.putBack({ ...parcel, attemptCount, chargedCount, dueMs: nextAttemptMs, event: null, open: null });
    } else {
      lane.expect(decision.nextAttemptMs);
    }
  }

  async #refill(state: LaneState): Promise<void> {
    const { lane } = state;
    const { store, clock, log, onFatal, observe } = this.#ports;
    const { accountId, id: webhookId } = lane.webhook;
    const key = { accountId, webhookId };
    const { fifo } = lane;
    const limit = lane.startRefill();
    const startedAt = clock.monotonicMs();
    try {
      const nowMs = clock.nowMs();
      const rows = fifo ? await store.pendingInOrder(key, limit) : await store.dueDeliveries(key, nowMs, limit);
      const nextMs = fifo ? undefined : await store.nextDueMs(key, nowMs);
      lane.finishRefill(rows.map(parcelOf), nextMs ?? Number.POSITIVE_INFINITY);
      const readMs = clock.monotonicMs() - startedAt;
      observe?.({ step: "lane.refilled", accountId, webhookId, fifo, rows: rows.length, readMs });
    } catch (error) {
      log.warn({ err: error, webhook: webhookId }, "cannot read a lane yet; trying again");
      if (error instanceof StoreError && error.reason === "io") onFatal(error);
      lane.abandonRefill();
      lane.rest(this.#now().steadyMs, STORE_REST_MS);
    }
    this.#touch(state);
  }

  /** Give the lane a turn after that long. */
  #arm(state: LaneState, ms: number): void {
    const waitMs = Math.min(ms, LONGEST_WAIT_MS);
    const atSteadyMs = this.#ports.clock.monotonicMs() + waitMs;
    if (state.alarm !== null && state.alarm.atSteadyMs <= atSteadyMs) return;
    state.alarm?.timer.cancel();
    const timer = this.#ports.timers.after(waitMs, () => {
      state.alarm = null;
      this.#touch(state);
    });
    state.alarm = { atSteadyMs, timer };
  }
}
