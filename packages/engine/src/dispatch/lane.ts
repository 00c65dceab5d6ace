import type { WebhookRecord } from "@callcall/store";
import type { Decision } from "../domain/decide.ts";
import type { Parcel } from "./parcel.ts";

/** What a lane can do now. Instants are wall-clock milliseconds. */
export type LaneStep =
  /** The head of the queue may be sent. */
  | { readonly kind: "send" }
  /** Nothing before this instant. */
  | { readonly kind: "wait"; readonly untilMs: number }
  /** Memory is empty and the store has (or soon has) more. */
  | { readonly kind: "refill" }
  /** Every slot is taken, the webhook is disabled, or there is nothing to do: an event will wake it. */
  | { readonly kind: "rest" };

/** Deliveries of one webhook held in memory; the rest waits in the store. */
export const LANE_QUEUE_MAX = 256;

/**
 * A webhook's queue and everything that decides whether its next delivery may go: the cap on requests
 * in flight, pause, rate limit, order. One lane knows nothing of any other: that is the isolation.
 */
export class Lane {
  webhook: WebhookRecord;
  /** Requests in flight, slots reserved by commits under way included. */
  inFlight = 0;
  /** The store holds due deliveries that are not in memory. */
  behind: boolean;
  /** The earliest known retry that waits in the store. */
  dueMs: number = Number.POSITIVE_INFINITY;
  refilling = false;
  /** The store failed: no turn before this. */
  restUntilMs = 0;
  /** Counts calls of `reload`, so that a refill under way drops what it read before. */
  reloads = 0;
  /** Counts deliveries that found the queue full, so that a refill under way notices them. */
  spills = 0;

  readonly #capacity: number;
  #queue: Parcel[] = [];
  /** Ids in the queue or in flight: the store's answer may name them again. */
  readonly #held = new Set<string>();
  /** The earliest instant that the rate limit allows. */
  #rateMs = 0;

  constructor(webhook: WebhookRecord, capacity: number, behind: boolean) {
    this.webhook = webhook;
    this.#capacity = capacity;
    this.behind = behind;
  }

  get fifo(): boolean {
    return this.webhook.ordering === "fifo";
  }

  get room(): number {
    return LANE_QUEUE_MAX - this.#queue.length;
  }

  /** How many rows a read must skip at the most because they are in memory already. */
  get heldCount(): number {
    return this.#held.size;
  }

  step(nowMs: number): LaneStep {
    if (this.webhook.status !== "enabled" || this.inFlight >= this.#slots) return { kind: "rest" };
    // Never more than a second away, unless the wall clock stepped back meanwhile.
    const restUntilMs = Math.min(this.restUntilMs, nowMs + 1000);
    if (restUntilMs > nowMs) return { kind: "wait", untilMs: restUntilMs };
    const head = this.#queue[0];
    if (head === undefined) {
      if (this.refilling) return { kind: "rest" };
      if (this.behind || this.dueMs <= nowMs) return { kind: "refill" };
      return Number.isFinite(this.dueMs) ? { kind: "wait", untilMs: this.dueMs } : { kind: "rest" };
    }
    const untilMs = Math.max(head.dueMs, this.webhook.pausedUntilMs ?? 0, this.#rateGate(nowMs));
    return untilMs > nowMs ? { kind: "wait", untilMs } : { kind: "send" };
  }

  /** Whether a delivery committed now could be sent at once, ahead of nothing. */
  canSendAtOnce(nowMs: number): boolean {
    return (
      this.webhook.status === "enabled" &&
      this.inFlight < this.#slots &&
      this.#queue.length === 0 &&
      !this.behind &&
      !this.refilling &&
      Math.max(this.webhook.pausedUntilMs ?? 0, this.#rateGate(nowMs)) <= nowMs
    );
  }

  /** Take the head of the queue into flight. */
  take(nowMs: number): Parcel {
    const head = this.#queue.shift();
    if (head === undefined) throw new Error("Cannot take from a lane as its queue is empty");
    this.occupy(nowMs);
    return head;
  }

  /** Use a slot and the rate limit's next place. */
  occupy(nowMs: number): void {
    this.inFlight += 1;
    const perSecond = this.webhook.rateLimitPerSecond;
    if (perSecond !== null) this.#rateMs = Math.max(this.#rateGate(nowMs), nowMs) + 1000 / perSecond;
  }

  /** Note a parcel that goes straight into flight. */
  hold(parcel: Parcel): void {
    this.#held.add(parcel.deliveryId);
  }

  /** Queue a parcel unless it is here already or memory is full; then the store keeps it. */
  enqueue(parcel: Parcel): void {
    if (this.#held.has(parcel.deliveryId)) return;
    if (this.behind || this.room <= 0) {
      this.behind = true;
      this.spills += 1;
      return;
    }
    this.#push(parcel);
  }

  /** Queue what a refill read. */
  refill(parcels: readonly Parcel[]): void {
    for (const parcel of parcels) {
      if (!this.#held.has(parcel.deliveryId) && this.room > 0) this.#push(parcel);
    }
  }

  #push(parcel: Parcel): void {
    this.#queue.push(parcel);
    this.#held.add(parcel.deliveryId);
  }

  /** Free a slot that `occupy` took. */
  vacate(): void {
    this.inFlight -= 1;
  }

  /** A parcel's flight is over, and on disk. */
  drop(parcel: Parcel): void {
    this.#held.delete(parcel.deliveryId);
  }

  /** FIFO: what failed stays at the head until it is delivered or given up. */
  putBack(parcel: Parcel): void {
    this.#queue.unshift(parcel);
    this.#held.add(parcel.deliveryId);
  }

  /** Forget what is queued and read it again: the store was changed behind the queue's back. */
  reload(): void {
    for (const parcel of this.#queue) this.#held.delete(parcel.deliveryId);
    this.#queue = [];
    this.behind = true;
    this.reloads += 1;
  }

  /** What an attempt has shown about the webhook, before its settle is on disk: the next attempt decides on top of it. */
  learn({ health, disable }: Decision): void {
    if (health !== null) this.webhook = { ...this.webhook, ...health };
    if (disable !== null) this.webhook = { ...this.webhook, status: "disabled", disabledReason: disable };
  }

  /** At one or more a second the gate is at most a second away: further means that the wall clock stepped back. */
  #rateGate(nowMs: number): number {
    return Math.min(this.#rateMs, nowMs + 1000);
  }

  get #slots(): number {
    return this.fifo ? 1 : this.#capacity;
  }
}
