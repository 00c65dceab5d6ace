import type { DisabledReason, WebhookHealth, WebhookRecord } from "@callcall/store";
import type { Decision } from "../domain/decide.ts";
import { Pace } from "./pace.ts";
import type { Parcel } from "./parcel.ts";

/** What a lane can do now. */
export type LaneStep =
  /** The head of the queue may be sent. */
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

/** Deliveries of one webhook held in memory; the rest waits in the store. */
export const LANE_QUEUE_MAX = 256;

const SEND: LaneStep = { kind: "send" };
const REFILL: LaneStep = { kind: "refill" };
const REST: LaneStep = { kind: "rest" };

/**
 * A webhook's queue and everything that decides whether its next delivery may go: the cap on requests
 * in flight, pause, rate limit, order. One lane knows nothing of any other: that is the isolation.
 *
 * The life of a delivery in its lane, in calls:
 *
 *   book → unbook             its commit is under way, and over
 *   hold, or enqueue → take   straight into flight, or through the queue (or startRefill → finishRefill → take)
 *   occupy … vacate           it uses a slot, until its settle is handed to the writer
 *   learn, confirm            what its attempt showed about the webhook: at once, and once it is on disk
 *   drop                      its flight is over; then putBack (FIFO) or expect (in the store) for a retry
 */
export class Lane {
  /** Requests in flight, slots reserved by commits under way included. */
  inFlight = 0;

  readonly #capacity: number;
  readonly #pace = new Pace();
  #webhook: WebhookRecord;
  /** The record that the settings were last taken from. */
  #source: WebhookRecord;
  /** An attempt has shown that the webhook is to be disabled, and that is not on disk yet. */
  #condemned = false;
  #queue: Parcel[] = [];
  /** Deliveries whose commit is under way. */
  #booked = 0;
  #closed = false;
  /** Ids in the queue or in flight: the store's answer may name them again. */
  readonly #held = new Set<string>();
  /** The store holds due deliveries that are not in memory. */
  #behind = false;
  /** The earliest known retry that waits in the store. */
  #dueMs: number = Number.POSITIVE_INFINITY;
  /** The store failed: no turn before this. */
  #restUntilSteadyMs = 0;
  /** The read under way; null when there is none. */
  #refill: { readonly limit: number; readonly landed: Set<string>; spilled: boolean; void: boolean } | null = null;

  constructor(webhook: WebhookRecord, capacity: number) {
    this.#webhook = webhook;
    this.#source = webhook;
    this.#capacity = capacity;
  }

  get webhook(): WebhookRecord {
    return this.#webhook;
  }

  get fifo(): boolean {
    return this.#webhook.ordering === "fifo";
  }

  /**
   * The settings and the status are these now. The health is the lane's own: it knows of attempts that are not
   * settled yet, and the record does not.
   */
  configure(webhook: WebhookRecord): void {
    if (webhook === this.#source || this.#closed) return;
    const wasFifo = this.fifo;
    this.#source = webhook;
    const { status, disabledReason } = this.#condemned ? this.#webhook : webhook;
    this.#webhook = { ...webhook, ...healthOf(this.#webhook), status, disabledReason };
    if (this.fifo !== wasFifo) this.reload();
  }

  /** As configure, and its owner vouches for its health. */
  renew(webhook: WebhookRecord): void {
    this.configure(webhook);
    this.#webhook = webhook;
    this.#condemned = false;
  }

  /** What an attempt has shown about the webhook, before its settle is on disk: the next attempt decides on top of it. */
  learn({ health, disable }: Pick<Decision, "health" | "disable">): void {
    if (health !== null) this.#webhook = { ...this.#webhook, ...health };
    if (disable !== null) this.#disable(disable);
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

  /** The webhook is deleted: nothing more is sent, and what is queued is forgotten. */
  close(): void {
    this.#closed = true;
    this.#webhook = { ...this.#webhook, status: "disabled" };
    this.#queue = [];
  }

  step({ wallMs, steadyMs }: Instants): LaneStep {
    if (this.#webhook.status !== "enabled" || this.inFlight >= this.#slots) return REST;
    if (this.#restUntilSteadyMs > steadyMs) return { kind: "wait", ms: this.#restUntilSteadyMs - steadyMs };
    if (this.#wantsRefill(wallMs)) return REFILL;
    const head = this.#queue[0];
    if (head === undefined) {
      if (this.#refill !== null || !Number.isFinite(this.#dueMs)) return REST;
      return { kind: "wait", ms: this.#dueMs - wallMs };
    }
    const ms = Math.max(head.dueMs - wallMs, this.#gateMs(wallMs, steadyMs));
    return ms > 0 ? { kind: "wait", ms } : SEND;
  }

  /** Whether a delivery committed now could be sent at once, ahead of nothing. */
  canSendAtOnce({ wallMs, steadyMs }: Instants): boolean {
    return (
      this.#webhook.status === "enabled" &&
      this.inFlight < this.#slots &&
      this.#queue.length === 0 &&
      !(this.fifo && this.#booked > 0) &&
      !this.#behind &&
      this.#refill === null &&
      this.#restUntilSteadyMs <= steadyMs &&
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

  /** Take the head of the queue into flight. */
  take(steadyMs: number): Parcel {
    const head = this.#queue.shift();
    if (head === undefined) throw new Error("Cannot take from a lane as its queue is empty");
    this.occupy(steadyMs);
    return head;
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
    this.#held.add(parcel.deliveryId);
  }

  /** A parcel's flight is over, and on disk. */
  drop(parcel: Parcel): void {
    this.#held.delete(parcel.deliveryId);
    this.#refill?.landed.add(parcel.deliveryId);
  }

  /** Queue a parcel unless it is here already or memory is full; then the store keeps it. */
  enqueue(parcel: Parcel): void {
    if (this.#held.has(parcel.deliveryId)) return;
    if (this.#behind || this.#room <= 0) {
      this.#behind = true;
      if (this.#refill !== null) this.#refill.spilled = true;
      return;
    }
    this.#push(parcel);
  }

  /** FIFO: what failed stays at the head until it is delivered or given up. */
  putBack(parcel: Parcel): void {
    // The store has more, and nothing of it is here to follow this one: some may even come before it, from when
    // the webhook was not FIFO yet. The store knows the order.
    if (this.#behind && this.#queue.length === 0) {
      this.reload();
      return;
    }
    this.#queue.unshift(parcel);
    this.#held.add(parcel.deliveryId);
  }

  /** A retry waits in the store. */
  expect(dueMs: number): void {
    this.#dueMs = Math.min(this.#dueMs, dueMs);
  }

  /** Forget what is queued and read it again: the store was changed behind the queue's back. */
  reload(): void {
    for (const parcel of this.#queue) this.#held.delete(parcel.deliveryId);
    this.#queue = [];
    this.#behind = true;
    if (this.#refill !== null) this.#refill.void = true;
  }

  /** The store failed: take no turn for that long. */
  rest(steadyMs: number, ms: number): void {
    this.#restUntilSteadyMs = steadyMs + ms;
  }

  /** A read of the store begins. Returns how many rows to read: as many as there is room for, and those held already. */
  startRefill(): number {
    const limit = this.#room + this.#held.size;
    this.#refill = { limit, landed: new Set(), spilled: false, void: false };
    // Retries that become known from here on are not in what is read.
    this.#dueMs = Number.POSITIVE_INFINITY;
    return limit;
  }

  /** What was read: deliveries, and when the next one after these is due. */
  finishRefill(parcels: readonly Parcel[], nextDueMs: number): void {
    const refill = this.#refill;
    this.#refill = null;
    if (refill === null || refill.void) return;
    this.#behind = refill.spilled || parcels.length >= refill.limit;
    this.expect(nextDueMs);
    for (const parcel of parcels) {
      if (this.#held.has(parcel.deliveryId)) continue;
      // One that landed meanwhile was read as it stood before.
      if (this.#room <= 0 || refill.landed.has(parcel.deliveryId)) this.#behind = true;
      else this.#push(parcel);
    }
  }

  /** The store could not be read. */
  abandonRefill(): void {
    this.#refill = null;
    this.#behind = true;
  }

  get #room(): number {
    return LANE_QUEUE_MAX - this.#queue.length;
  }

  get #slots(): number {
    return this.fifo ? 1 : this.#capacity;
  }

  /** An empty queue is filled with whatever there is; one that never empties still takes in retries when they are due. */
  #wantsRefill(wallMs: number): boolean {
    if (this.#refill !== null) return false;
    if (this.#queue.length === 0) return this.#behind || this.#dueMs <= wallMs;
    return !this.#behind && this.#dueMs <= wallMs && this.#room > 0;
  }

  /** How long pause and rate limit hold the lane back yet. */
  #gateMs(wallMs: number, steadyMs: number): number {
    return Math.max((this.#webhook.pausedUntilMs ?? 0) - wallMs, this.#pace.waitMs(steadyMs));
  }

  #push(parcel: Parcel): void {
    this.#queue.push(parcel);
    this.#held.add(parcel.deliveryId);
  }
}

function healthOf({ pausedUntilMs, failingSinceMs, failedAttempts }: WebhookHealth): WebhookHealth {
  return { pausedUntilMs, failingSinceMs, failedAttempts };
}
