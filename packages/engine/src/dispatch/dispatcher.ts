import type { WebhookRecord } from "@callcall/store";
import type { EngineLoad } from "../services/port.ts";
import { attempt, type FlightEnd } from "./attempt.ts";
import { Flight, type Tower } from "./flight.ts";
import type { Instants, LaneLimits } from "./lane.ts";
import { type Booking, LaneState, type OpenBreaker } from "./lane-state.ts";
import { digest, refill } from "./lane-store.ts";
import { OverdueWatch } from "./overdue-watch.ts";
import type { Parcel } from "./parcel.ts";
import { ParcelBudget } from "./parcel-budget.ts";
import type { AttemptPorts } from "./ports.ts";
import { Runway } from "./runway.ts";
import { Slots, type TakenSeat } from "./slots.ts";
import { SLOW_MS } from "./track-record.ts";
import { Turns } from "./turns.ts";

/** Waits for a wall-clock instant are looked at again after this long, so that a clock set forward is noticed. */
const LONGEST_WAIT_MS = 60_000;

const STALE: FlightEnd = { kind: "stale" };

type Seat = TakenSeat<LaneState>;

/**
 * Gives lanes their turns, one delivery at a time, for as long as there are slots; who gets a slot where there are
 * fewer than lanes that could use one is for the pools to say (pool.ts), and whether a lane may send at all, for the
 * lane. A lane has its turn when something happened to it, and nothing here ever looks at all of them.
 */
export class Dispatcher implements Tower {
  readonly ports: AttemptPorts;
  readonly #lanes = new Map<string, LaneState>();
  readonly #turns = new Turns<LaneState>();
  readonly slots: Slots<LaneState>;
  readonly #limits: LaneLimits;
  readonly overdue: OverdueWatch<Seat>;
  readonly #runway: Runway;
  /** Attempts from begin to settled: longer than their slot is used. */
  #flights = 0;
  #running = false;
  /** Moves of the store's due times under way. */
  #holds = 0;
  readonly #drained: Promise<void>;
  #noteDrained: () => void = () => {};

  constructor(ports: AttemptPorts) {
    this.ports = ports;
    this.slots = new Slots(ports.settings);
    this.#runway = new Runway(ports.timers);
    const { inFlightPerWebhook: most, breaker, queuedInMemory } = ports.settings;
    this.#limits = { most, breaker, parcels: new ParcelBudget(queuedInMemory) };
    this.overdue = new OverdueWatch(ports.clock, ports.timers, SLOW_MS, (seat) => this.#noteOverdue(seat));
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
    const { lane } = state;
    const now = this.#now();
    const atOnce = this.#running && lane.canSendAtOnce(now) && this.slots.denial(state, state.places) === null;
    lane.book();
    if (!atOnce) return { state, begun: null };
    const open = { id: this.ports.ids.next("attempt"), startedMs: now.wallMs };
    const seat = this.slots.take(state, state.places, now.steadyMs);
    lane.occupy(now.steadyMs);
    return { state, begun: { seat, open } };
  }

  /** The commit did not happen, or the delivery was not inserted. */
  release({ state, begun }: Booking): void {
    state.lane.unbook();
    if (begun !== null) this.vacate(begun.seat);
  }

  /**
   * A booked delivery is on stable storage: send it now if a slot is held for it, else queue it. The commit has
   * found `webhook` to be current, which nobody knew when it was booked.
   */
  admit({ state, begun }: Booking, parcel: Parcel, webhook: WebhookRecord): void {
    state.lane.unbook();
    state.lane.configure(webhook);
    if (begun !== null) {
      state.lane.hold(parcel);
      this.#fly(begun.seat, parcel);
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
    state.lane.close();
    state.leave();
    this.#lanes.delete(webhookId);
  }

  /** Drop lanes that have had nothing to do since this was last called. Returns how many there are. */
  dropIdle(): number {
    for (const [webhookId, state] of this.#lanes) {
      const isIdle = state.lane.idle && state.alarm === null && !state.queued;
      if (isIdle && state.wasIdle) {
        state.leave();
        this.#lanes.delete(webhookId);
      }
      state.wasIdle = isIdle;
    }
    return this.#lanes.size;
  }

  /** What is in memory now. */
  get load(): Pick<EngineLoad, "inFlight" | "lanes" | "queued"> {
    return { inFlight: this.slots.inUse, lanes: this.#lanes.size, queued: this.#limits.parcels.used };
  }

  /** The webhook's breaker; null: it is closed. */
  breaker(webhookId: string): OpenBreaker | null {
    return this.#lanes.get(webhookId)?.breaker(this.#now()) ?? null;
  }

  /** The wall clock was set by this much, and the store's due times are about to follow: take no turns. */
  hold(jumpMs: number): void {
    this.#holds += 1;
    for (const { lane } of this.#lanes.values()) lane.shift(jumpMs);
  }

  /** They have followed: what is in memory is read again. */
  resume(): void {
    this.#holds -= 1;
    // All of them before any takes its turn: one that was in line already would send by the old times.
    for (const { lane } of this.#lanes.values()) lane.reload();
    for (const state of this.#lanes.values()) this.#enqueue(state);
    this.#pump();
  }

  /** Begin no more attempts, and resolve when those in flight are settled. */
  stop(): Promise<void> {
    this.#running = false;
    for (const state of this.#lanes.values()) state.alarm?.timer.cancel();
    this.overdue.stop();
    this.#settleDown();
    return this.#drained;
  }

  #settleDown(): void {
    if (!this.#running && this.#flights === 0 && this.slots.inUse === 0) this.#noteDrained();
  }

  #now(): Instants {
    return { wallMs: this.ports.clock.nowMs(), steadyMs: this.ports.clock.monotonicMs() };
  }

  #lane(webhook: WebhookRecord): LaneState {
    let state = this.#lanes.get(webhook.id);
    if (state === undefined) {
      state = new LaneState(webhook, this.#limits, this.slots);
      this.#lanes.set(webhook.id, state);
    }
    state.wasIdle = false;
    return state;
  }

  /** Let a lane take its turn. */
  #touch(state: LaneState): void {
    this.#enqueue(state);
    this.#pump();
  }

  #enqueue(state: LaneState): void {
    if (state.queued) return;
    state.queued = true;
    this.#turns.push(state);
  }

  #pump(): void {
    while (this.#running && this.#holds === 0) {
      const state = this.#turns.next();
      if (state === undefined) return;
      state.queued = false;
      this.#turn(state);
    }
  }

  #turn(state: LaneState): void {
    const { lane } = state;
    const now = this.#now();
    // This very look at the clock may have found that it was set: what is in memory is due by the old one.
    if (this.#holds > 0) return;
    const step = lane.step(now);
    switch (step.kind) {
      case "send": {
        const denial = this.slots.denial(state, state.places);
        if (denial !== null) {
          // For want of its share it need not stand in line: it holds slots, and each that it gives back is a turn.
          if (denial.refusal !== "share") denial.pool.wait(state, denial.refusal);
          return;
        }
        const seat = this.slots.take(state, state.places, now.steadyMs);
        const parcel = lane.take(now);
        // Back of the line before the flight: the next turn is another lane's.
        this.#enqueue(state);
        this.#fly(seat, parcel);
        return;
      }
      case "refill":
        void refill(lane, this.ports).then(() => this.#touch(state));
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
  #fly(seat: Seat, parcel: Parcel): void {
    const { lane } = seat.owner;
    const { shifts } = lane;
    const flight = new Flight(seat, this);
    this.#flights += 1;
    this.#runway.clear(async () => {
      // Set while it stood on the runway, the clock it was due by is another; what is begun already is due all the same.
      const isDue = parcel.open !== null || lane.shifts === shifts;
      const end = isDue ? await attempt(parcel, flight, this.ports) : STALE;
      this.#flights -= 1;
      lane.drop(parcel);
      // Once the clock was set meanwhile, when the next attempt is due stands in the store alone.
      digest(lane, parcel, lane.shifts === shifts ? end : STALE, this.ports.clock.monotonicMs());
      flight.leaveSeat();
      this.#touch(seat.owner);
      this.#settleDown();
    });
  }

  /** Give a slot back, serve those that wait for it, and let the lane use another. */
  vacate(seat: Seat): void {
    const { owner, places } = seat;
    this.overdue.remove(seat);
    owner.lane.vacate();
    this.slots.giveBack(seat);
    this.#serve(places);
    this.#touch(owner);
    this.#settleDown();
  }

  #noteOverdue(seat: Seat): void {
    this.slots.overdue(seat);
    this.#serve(seat.places);
    this.#pump();
  }

  /** Give turns to those that wait for slots of these places, as long as there are any. */
  #serve(places: Seat["places"]): void {
    if (!this.#running) return;
    for (let next = this.slots.next(places); next !== undefined; next = this.slots.next(places)) this.#turn(next);
  }

  /** Give the lane a turn after that long. */
  #arm(state: LaneState, ms: number): void {
    const waitMs = Math.min(ms, LONGEST_WAIT_MS);
    const atSteadyMs = this.ports.clock.monotonicMs() + waitMs;
    if (state.alarm !== null && state.alarm.atSteadyMs <= atSteadyMs) return;
    state.alarm?.timer.cancel();
    const timer = this.ports.timers.after(waitMs, () => {
      state.alarm = null;
      this.#touch(state);
    });
    state.alarm = { atSteadyMs, timer };
  }
}
