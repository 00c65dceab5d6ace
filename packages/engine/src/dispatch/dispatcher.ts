import type { OpenAttempt, WebhookRecord } from "@callcall/store";
import type { Timer } from "../runtime/clock.ts";
import { attempt, type FlightEnd, type Target } from "./attempt.ts";
import { Lane } from "./lane.ts";
import { type Parcel, parcelOf } from "./parcel.ts";
import type { AttemptPorts } from "./ports.ts";

/** Wall-clock waits are looked at again after this long, so that a clock set forward is noticed. */
const LONGEST_WAIT_MS = 60_000;
/** How long a lane rests when the store could not be read or written. */
const STORE_REST_MS = 1_000;

interface LaneState {
  readonly lane: Lane;
  /** In the ring of lanes that want a turn. */
  queued: boolean;
  alarm: { readonly atMs: number; readonly timer: Timer } | null;
}

/**
 * Gives lanes their turns. Lanes take turns one delivery at a time, so that a lane with a million
 * deliveries waits in the same ring as a lane with one; each is bounded by its own cap, all together by
 * the node's.
 */
export class Dispatcher {
  readonly #ports: AttemptPorts;
  readonly #lanes = new Map<string, LaneState>();
  /** Slots held for commits under way, by the attempt that will use them. */
  readonly #reserved = new Map<string, LaneState>();
  #ring: LaneState[] = [];
  /** Slots in use: requests in flight, and those that commits under way have reserved. */
  #inFlight = 0;
  /** Attempts from begin to settled: longer than their slot is used. */
  #flights = 0;
  #stopping = false;
  #drained: (() => void) | undefined;

  constructor(ports: AttemptPorts) {
    this.#ports = ports;
  }

  /**
   * Reserve a slot for a delivery that is about to be committed, if it could be sent at once: its attempt
   * is then begun in the same transaction, which saves a write. Must be followed by `admit` or `release`.
   */
  reserve(webhook: WebhookRecord): OpenAttempt | null {
    const state = this.#lane(webhook);
    const nowMs = this.#ports.clock.nowMs();
    if (this.#stopping || this.#nodeFull || !state.lane.canSendAtOnce(nowMs)) return null;
    state.lane.occupy(nowMs);
    this.#inFlight += 1;
    const open = { id: this.#ports.ids.next("attempt"), startedMs: nowMs };
    this.#reserved.set(open.id, state);
    return open;
  }

  /** The commit did not happen, or the delivery was not inserted. */
  release(open: OpenAttempt): void {
    this.#vacate(this.#claim(open));
  }

  /** A delivery is on stable storage: send it now if its slot is reserved, else queue it. */
  admit(parcel: Parcel, webhook: WebhookRecord): void {
    if (parcel.open !== null) {
      const state = this.#claim(parcel.open);
      state.lane.hold(parcel);
      this.#fly(state, parcel);
      return;
    }
    const state = this.#lane(webhook);
    state.lane.enqueue(parcel);
    this.#touch(state);
  }

  /** The lane in which a slot was reserved: the same one, even if its webhook was deleted meanwhile. */
  #claim(open: OpenAttempt): LaneState {
    const state = this.#reserved.get(open.id);
    if (state === undefined) throw new Error(`Cannot use the slot of attempt ${open.id} as it is not reserved`);
    this.#reserved.delete(open.id);
    return state;
  }

  /** The webhook's settings or status are these now. */
  configure(webhook: WebhookRecord): void {
    const state = this.#lanes.get(webhook.id);
    if (state === undefined) return;
    const wasFifo = state.lane.fifo;
    state.lane.webhook = webhook;
    if (wasFifo !== state.lane.fifo) state.lane.reload();
    this.#touch(state);
  }

  /** The store holds work for this webhook that the lane does not know of. */
  wake(webhook: WebhookRecord): void {
    const state = this.#lane(webhook);
    state.lane.reload();
    this.#touch(state);
  }

  /** The webhook is deleted: its pending deliveries are cancelled, what is in flight completes. */
  remove(webhookId: string): void {
    const state = this.#lanes.get(webhookId);
    if (state === undefined) return;
    state.alarm?.timer.cancel();
    state.lane.webhook = { ...state.lane.webhook, status: "disabled" };
    this.#lanes.delete(webhookId);
  }

  /** Begin no more attempts, and resolve when those in flight are settled. */
  async stop(): Promise<void> {
    this.#stopping = true;
    for (const state of this.#lanes.values()) state.alarm?.timer.cancel();
    if (this.#idle) return;
    await new Promise<void>((resolve) => {
      this.#drained = resolve;
    });
  }

  get #idle(): boolean {
    return this.#flights === 0 && this.#inFlight === 0;
  }

  get #nodeFull(): boolean {
    return this.#inFlight >= this.#ports.settings.inFlightPerNode;
  }

  #lane(webhook: WebhookRecord): LaneState {
    let state = this.#lanes.get(webhook.id);
    if (state === undefined) {
      const lane = new Lane(webhook, this.#ports.settings.inFlightPerWebhook, false);
      state = { lane, queued: false, alarm: null };
      this.#lanes.set(webhook.id, state);
    }
    return state;
  }

  /** Let a lane take its turn. */
  #touch(state: LaneState): void {
    if (!state.queued) {
      state.queued = true;
      this.#ring.push(state);
    }
    this.#pump();
  }

  #pump(): void {
    while (!this.#stopping && !this.#nodeFull) {
      const state = this.#ring.shift();
      if (state === undefined) return;
      state.queued = false;
      this.#turn(state);
    }
  }

  #turn(state: LaneState): void {
    const { lane } = state;
    const nowMs = this.#ports.clock.nowMs();
    const step = lane.step(nowMs);
    switch (step.kind) {
      case "send": {
        const parcel = lane.take(nowMs);
        this.#inFlight += 1;
        // Back of the ring before the flight: the next turn is another lane's.
        state.queued = true;
        this.#ring.push(state);
        this.#fly(state, parcel);
        return;
      }
      case "refill":
        void this.#refill(state);
        return;
      case "wait":
        this.#arm(state, step.untilMs);
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
      landed() {
        // A FIFO lane's next delivery waits until this one's end is on disk.
        if (!lane.fifo) vacate();
      },
    };
    this.#flights += 1;
    attempt(parcel, target, this.#ports).then((end) => {
      this.#flights -= 1;
      lane.drop(parcel);
      this.#digest(state, parcel, end);
      vacate();
      this.#touch(state);
      this.#noteDrained();
    });
  }

  /** Free a slot of the lane and the node, and let the lane use it again. */
  #vacate(state: LaneState): void {
    state.lane.vacate();
    this.#inFlight -= 1;
    this.#touch(state);
    this.#noteDrained();
  }

  #noteDrained(): void {
    if (this.#idle) this.#drained?.();
  }

  /** Let the lane know what its parcel's flight came to. */
  #digest(state: LaneState, parcel: Parcel, end: FlightEnd): void {
    const { lane } = state;
    if (end.kind === "unavailable") {
      // Nothing is lost: the store still has it as pending. Rest a moment instead of spinning.
      lane.reload();
      lane.restUntilMs = this.#ports.clock.nowMs() + STORE_REST_MS;
      return;
    }
    if (end.kind === "stale") return;
    const { decision } = end;
    if (end.state !== "pending" || decision.nextAttemptMs === null) return;
    if (lane.fifo) {
      const { chargedCount, nextAttemptMs } = decision;
      const attemptCount = parcel.attemptCount + 1;
      lane.putBack({ ...parcel, attemptCount, chargedCount, dueMs: nextAttemptMs, event: null, open: null });
    } else {
      lane.dueMs = Math.min(lane.dueMs, decision.nextAttemptMs);
    }
  }

  async #refill(state: LaneState): Promise<void> {
    const { lane } = state;
    const { store, clock, log } = this.#ports;
    const key = { accountId: lane.webhook.accountId, webhookId: lane.webhook.id };
    lane.refilling = true;
    try {
      const { spills, reloads } = lane;
      const nowMs = clock.nowMs();
      const limit = lane.room + lane.heldCount;
      const rows = lane.fifo ? await store.pendingInOrder(key, limit) : await store.dueDeliveries(key, nowMs, limit);
      const nextMs = lane.fifo ? undefined : await store.nextDueMs(key, nowMs);
      if (lane.reloads !== reloads) return;
      lane.dueMs = nextMs ?? Number.POSITIVE_INFINITY;
      lane.behind = rows.length >= limit || lane.spills !== spills;
      lane.refill(rows.map(parcelOf));
    } catch (error) {
      log.warn({ err: error, webhook: key.webhookId }, "cannot read a lane yet; trying again");
      lane.behind = true;
      lane.restUntilMs = clock.nowMs() + STORE_REST_MS;
    } finally {
      lane.refilling = false;
      this.#touch(state);
    }
  }

  /** Give the lane a turn at that instant. */
  #arm(state: LaneState, atMs: number): void {
    if (state.alarm !== null && state.alarm.atMs <= atMs) return;
    state.alarm?.timer.cancel();
    const waitMs = Math.min(Math.max(0, atMs - this.#ports.clock.nowMs()), LONGEST_WAIT_MS);
    const timer = this.#ports.timers.after(waitMs, () => {
      state.alarm = null;
      this.#touch(state);
    });
    state.alarm = { atMs, timer };
  }
}
