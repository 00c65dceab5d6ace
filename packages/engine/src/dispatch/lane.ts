import type { DisabledReason, WebhookHealth, WebhookRecord } from "@callcall/store";
import { afterAnswer, type Breaker, CLOSED } from "../domain/breaker.ts";
import { type Decision, shiftedHealth } from "../domain/decide.ts";
import { LaneQueue } from "./lane-queue.ts";
import { Pace } from "./pace.ts";
import type { Parcel } from "./parcel.ts";
import type { ParcelBudget } from "./parcel-budget.ts";
import { Ramp } from "./ramp.ts";
import { TrackRecord } from "./track-record.ts";

/** What a lane can do now. */
export type LaneStep =
  /** A delivery may be sent: `take` it. */
  | { readonly kind: "send" }
  /** Nothing before this much time has passed. */
  | { readonly kind: "wait"; readonly ms: number }
  /** The store has (or may have) deliveries that are due and not in memory. */
  | { readonly kind: "refill" }
  /** Every slot is taken, the webhook is disabled, or there is nothing to do: an event will wake it. */
  | { readonly kind: "rest" };

/** Both clocks: what is stored is due by the wall's, what is measured goes by the steady one. */
export interface Instants {
  readonly wallMs: number;
  readonly steadyMs: number;
}

/** What an attempt has shown of the consumer, beside what it means for the delivery. */
export interface LaneAnswer {
  readonly failed: boolean;
  readonly tookMs: number;
  readonly steadyMs: number;
  /** In [0, 1): the jitter of probes. */
  readonly random: number;
}

/** What bounds a lane. */
export interface LaneLimits {
  /** Requests in flight. */
  readonly most: number;
  /** Whether it has a breaker. */
  readonly breaker: boolean;
  /** Deliveries in memory, over all lanes. */
  readonly parcels: ParcelBudget;
}

const SEND: LaneStep = { kind: "send" };
const REFILL: LaneStep = { kind: "refill" };
const REST: LaneStep = { kind: "rest" };

/**
 * A webhook's queue and everything that decides whether its next delivery may go: the cap on requests
 * in flight, pause, rate limit, breaker, order. One lane knows nothing of any other: that is the isolation. Whether
 * there is a slot for it is for the pools to say (slots.ts).
 *
 * The life of a delivery in its lane, in calls:
 *
 *   book → unbook             its commit is under way, and over
 *   hold, or enqueue → take   straight into flight, or through the queue (or startRefill → finishRefill → take)
 *   occupy … vacate           it uses a slot, until its settle is handed to the writer
 *   learn, answered, confirm  what its attempt showed about the webhook: at once, and once it is on disk
 *   drop                      its flight is over; then putBack (FIFO) or expect (in the store) for a retry
 */
export class Lane {
  /** Requests in flight, slots reserved by commits under way included. */
  inFlight = 0;
  /** How often the wall clock was set while this lane was in memory. */
  shifts = 0;
  readonly record: TrackRecord;

  readonly #limits: LaneLimits;
  readonly #queue: LaneQueue;
  readonly #pace = new Pace();
  readonly #ramp = new Ramp();
  #breaker: Breaker = CLOSED;
  #webhook: WebhookRecord;
  /** The record that the settings were last taken from. */
  #source: WebhookRecord;
  /** An attempt has shown that the webhook is to be disabled, and that is not on disk yet. */
  #condemned = false;
  /** Deliveries whose commit is under way. */
  #booked = 0;
  #closed = false;
  /** The store failed: no turn before this. */
  #restUntilSteadyMs = 0;

  constructor(webhook: WebhookRecord, limits: LaneLimits) {
    this.#webhook = webhook;
    this.#source = webhook;
    this.#limits = limits;
    this.#queue = new LaneQueue(limits.parcels);
    this.record = new TrackRecord(webhook.failingSinceMs !== null);
  }

  get webhook(): WebhookRecord {
    return this.#webhook;
  }

  get fifo(): boolean {
    return this.#webhook.ordering === "fifo";
  }

  get breaker(): Breaker {
    return this.#breaker;
  }

  /** Nothing would be lost with it: what it knows, the webhook's record says as well. */
  get idle(): boolean {
    const { pausedUntilMs, failingSinceMs, failedAttempts } = this.#source;
    return (
      this.inFlight === 0 &&
      this.#booked === 0 &&
      this.#queue.idle &&
      this.#breaker.kind === "closed" &&
      !this.#condemned &&
      this.#webhook.pausedUntilMs === pausedUntilMs &&
      this.#webhook.failingSinceMs === failingSinceMs &&
      this.#webhook.failedAttempts === failedAttempts
    );
  }

  /**
   * The settings and the status are these now. The health is the lane's own: it knows of attempts that are not
   * settled yet, and the record does not.
   */
  configure(webhook: WebhookRecord): void {
    if (webhook === this.#source || this.#closed) return;
    const wasFifo = this.fifo;
    const wasUrl = this.#webhook.url;
    this.#source = webhook;
    const { status, disabledReason } = this.#condemned ? this.#webhook : webhook;
    this.#webhook = { ...webhook, ...healthOf(this.#webhook), status, disabledReason };
    if (this.fifo !== wasFifo) this.reload();
    // What another address has failed at says nothing about this one.
    if (webhook.url !== wasUrl) this.#breaker = CLOSED;
  }

  /** As configure, and its owner vouches for its health. */
  renew(webhook: WebhookRecord): void {
    this.configure(webhook);
    this.#webhook = webhook;
    this.#condemned = false;
    this.#breaker = CLOSED;
  }

  /** What an attempt has shown about the webhook, before its settle is on disk: the next attempt decides on top of it. */
  learn({ health, disable }: Pick<Decision, "health" | "disable">): void {
    if (health !== null) this.#webhook = { ...this.#webhook, ...health };
    if (disable !== null) this.#disable(disable);
  }

  /**
   * The consumer has answered, or failed to: not for our own faults.
   *
   * @returns whether the answer was prompt
   */
  answered({ failed, tookMs, steadyMs, random }: LaneAnswer): boolean {
    const wasOpen = this.#breaker.kind === "open";
    if (this.#limits.breaker) this.#breaker = afterAnswer(this.#breaker, { failed, nowMs: steadyMs, random });
    if (wasOpen && this.#breaker.kind !== "open") this.#ramp.restart();
    else this.#ramp.answered(failed, this.#limits.most);
    return this.record.answered(tookMs, steadyMs);
  }

  /** That the webhook is to be disabled is on disk: changes committed before have come in before, later ones will. */
  confirm(disable: DisabledReason): void {
    this.#disable(disable);
    this.#condemned = false;
  }

  #disable(disabledReason: DisabledReason): void {
    this.#webhook = { ...this.#webhook, status: "disabled", disabledReason };
    this.#condemned = true;
  }

  /** The wall clock was set by this much: what is known of the webhook's health moves with it. */
  shift(jumpMs: number): void {
    this.shifts += 1;
    this.#webhook = shiftedHealth(this.#webhook, jumpMs);
  }

  /** The webhook is deleted: nothing more is sent, and what is queued is forgotten. */
  close(): void {
    this.#closed = true;
    this.#webhook = { ...this.#webhook, status: "disabled" };
    this.#queue.close();
  }

  step({ wallMs, steadyMs }: Instants): LaneStep {
    if (this.#webhook.status !== "enabled" || this.inFlight >= this.#slots) return REST;
    if (this.#restUntilSteadyMs > steadyMs) return { kind: "wait", ms: this.#restUntilSteadyMs - steadyMs };
    if (this.#queue.wantsRefill(wallMs)) return REFILL;
    if (this.#heldBack(wallMs, steadyMs)) {
      return { kind: "wait", ms: Math.min(this.#probeMs - steadyMs, this.#queue.retryInMs(wallMs)) };
    }
    const next = this.#next(wallMs);
    if (next === undefined) {
      const dueInMs = this.#queue.dueInMs(wallMs);
      return dueInMs === undefined ? REST : { kind: "wait", ms: dueInMs };
    }
    const ms = Math.max(next.dueMs - wallMs, this.#gateMs(wallMs, steadyMs));
    return ms > 0 ? { kind: "wait", ms } : SEND;
  }

  /** Whether a delivery committed now could be sent at once, ahead of nothing. */
  canSendAtOnce({ wallMs, steadyMs }: Instants): boolean {
    return (
      this.#webhook.status === "enabled" &&
      this.inFlight < this.#slots &&
      !(this.fifo && this.#booked > 0) &&
      this.#queue.clear &&
      this.#restUntilSteadyMs <= steadyMs &&
      this.#probeMs <= steadyMs &&
      this.#gateMs(wallMs, steadyMs) <= 0
    );
  }

  /** A delivery's commit is under way: in a FIFO lane, what is booked later must not overtake it. */
  book(): void {
    this.#booked += 1;
  }

  unbook(): void {
    this.#booked -= 1;
  }

  /** Take what may be sent into flight. */
  take({ wallMs, steadyMs }: Instants): Parcel {
    const next = this.#next(wallMs);
    if (next === undefined) throw new Error("Cannot take from a lane as its queue is empty");
    this.#queue.take(next);
    this.occupy(steadyMs);
    return next;
  }

  /** Use a slot and the rate limit's next place. */
  occupy(steadyMs: number): void {
    this.inFlight += 1;
    this.#pace.use(steadyMs, this.#webhook.rateLimitPerSecond);
  }

  /** Free a slot that `occupy` took. */
  vacate(): void {
    this.inFlight -= 1;
  }

  /** Note a parcel that goes straight into flight. */
  hold(parcel: Parcel): void {
    this.#queue.hold(parcel);
  }

  /** A parcel's flight is over, and on disk. */
  drop(parcel: Parcel): void {
    this.#queue.drop(parcel);
  }

  /** Queue a parcel unless it is here already or memory is full; then the store keeps it. */
  enqueue(parcel: Parcel): void {
    this.#queue.enqueue(parcel, this.fifo);
  }

  /** FIFO: what failed stays at the head until it is delivered or given up. */
  putBack(parcel: Parcel): void {
    this.#queue.putBack(parcel);
  }

  /** A retry waits in the store. */
  expect(dueMs: number): void {
    this.#queue.expect(dueMs);
  }

  /** Forget what is queued and read it again: the store was changed behind the queue's back. */
  reload(): void {
    this.#queue.reload();
  }

  /** The store failed: take no turn for that long. */
  rest(steadyMs: number, ms: number): void {
    this.#restUntilSteadyMs = steadyMs + ms;
  }

  /** A read of the store begins. Returns how many rows to read: as many as there is room for, and those held already. */
  startRefill(): number {
    return this.#queue.startRefill();
  }

  /** What was read: deliveries, and when the next one after these is due. */
  finishRefill(parcels: readonly Parcel[], nextDueMs: number): void {
    this.#queue.finishRefill(parcels, nextDueMs);
  }

  /** The store could not be read. */
  abandonRefill(): void {
    this.#queue.abandonRefill();
  }

  /** The most that may be in flight now. */
  get #slots(): number {
    return this.fifo || this.#breaker.kind === "open" ? 1 : Math.min(this.#limits.most, this.#ramp.window);
  }

  /**
   * The next to be sent. While the breaker is open, what has been attempted goes before what has not: its schedule was
   * promised, and it does for a probe.
   */
  #next(wallMs: number): Parcel | undefined {
    const retry = this.#breaker.kind === "open" ? this.#queue.dueRetry(wallMs, this.fifo) : undefined;
    return retry ?? this.#queue.head;
  }

  /** Whether the breaker keeps back all that waits: it is not time for a probe, and no retry is due. */
  #heldBack(wallMs: number, steadyMs: number): boolean {
    return this.#probeMs > steadyMs && this.#queue.dueRetry(wallMs, this.fifo) === undefined;
  }

  /** When the next probe may go, by the steady clock. */
  get #probeMs(): number {
    return this.#breaker.kind === "open" ? this.#breaker.probeMs : 0;
  }

  /** How long pause and rate limit hold the lane back yet. */
  #gateMs(wallMs: number, steadyMs: number): number {
    return Math.max((this.#webhook.pausedUntilMs ?? 0) - wallMs, this.#pace.waitMs(steadyMs));
  }
}

function healthOf({ pausedUntilMs, failingSinceMs, failedAttempts }: WebhookHealth): WebhookHealth {
  return { pausedUntilMs, failingSinceMs, failedAttempts };
}
