import type { Parcel } from "./parcel.ts";
import type { ParcelBudget } from "./parcel-budget.ts";

/** Deliveries of one webhook held in memory; the rest waits in the store. */
export const LANE_QUEUE_MAX = 256;
/** The newest deliveries, which are held beside a backlog and sent in turn with it. */
export const LANE_FRESH_MAX = 32;

/**
 * What of a webhook's pending deliveries is in memory, and what is known of the rest.
 *
 * Without order there are two lines. The newest of what is published while many older deliveries wait goes into the
 * second, and the two take turns: a webhook that comes back with a day's backlog gets today's events today.
 */
export class LaneQueue {
  readonly #budget: ParcelBudget;
  #queue: Parcel[] = [];
  #fresh: Parcel[] = [];
  #freshFirst = false;
  /** Ids in the queue or in flight: the store's answer may name them again. */
  readonly #held = new Set<string>();
  /** The store holds due deliveries that are not in memory. */
  #behind = false;
  /** The earliest known retry that waits in the store, by the wall clock. */
  #dueMs: number = Number.POSITIVE_INFINITY;
  /** The read under way; null when there is none. */
  #refill: { readonly limit: number; readonly landed: Set<string>; spilled: boolean; void: boolean } | null = null;
  #closed = false;

  constructor(budget: ParcelBudget) {
    this.#budget = budget;
  }

  /** Nothing waits, here or in the store, as far as is known. */
  get idle(): boolean {
    return this.clear && this.#held.size === 0 && !Number.isFinite(this.#dueMs);
  }

  /** Nothing is due before what comes in now. */
  get clear(): boolean {
    return this.head === undefined && !this.#behind && this.#refill === null;
  }

  /** The next to be sent. */
  get head(): Parcel | undefined {
    return this.#turnOfFresh ? this.#fresh[0] : this.#queue[0];
  }

  /** The first that has been attempted before and is due again; in order, only the head may be it. */
  dueRetry(wallMs: number, inOrder: boolean): Parcel | undefined {
    const isDue = ({ attemptCount, dueMs }: Parcel): boolean => attemptCount > 0 && dueMs <= wallMs;
    const candidates = inOrder ? this.#queue.slice(0, 1) : this.#queue;
    return candidates.find(isDue);
  }

  /** How long until something in the store is due; undefined: nothing is known to be, or it is being read. */
  dueInMs(wallMs: number): number | undefined {
    return this.#refill !== null || !Number.isFinite(this.#dueMs) ? undefined : this.#dueMs - wallMs;
  }

  /**
   * How long until a retry is due that can be read then. Without order, those in memory are due; and while more waits
   * in the store than memory holds, retries wait behind that.
   */
  retryInMs(wallMs: number): number {
    const head = this.#queue[0];
    if (head !== undefined && head.dueMs > wallMs) return head.dueMs - wallMs;
    return this.#behind || this.#dueMs <= wallMs ? Number.POSITIVE_INFINITY : this.#dueMs - wallMs;
  }

  /** An empty queue is filled with whatever there is; one that never empties still takes in retries when they are due. */
  wantsRefill(wallMs: number): boolean {
    if (this.#refill !== null) return false;
    if (this.#queue.length === 0) return this.#behind || this.#dueMs <= wallMs;
    return !this.#behind && this.#dueMs <= wallMs && this.#room > 0;
  }

  /** Take what `head` or `dueRetry` has named. */
  take(parcel: Parcel): void {
    const line = this.#fresh[0] === parcel ? this.#fresh : this.#queue;
    this.#freshFirst = line === this.#queue;
    const at = line.indexOf(parcel);
    if (at === -1) throw new Error(`Cannot take delivery ${parcel.deliveryId} as it is not queued`);
    if (at === 0) line.shift();
    else line.splice(at, 1);
    this.#budget.free(1);
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
  enqueue(parcel: Parcel, inOrder: boolean): void {
    if (this.#closed || this.#held.has(parcel.deliveryId)) return;
    if (inOrder || (!this.#behind && this.#queue.length < LANE_FRESH_MAX)) {
      this.#append(parcel);
      return;
    }
    if (this.#budget.room(this.#fresh.length, LANE_FRESH_MAX) <= 0) {
      // The newest are held: the oldest of them is no longer new.
      const oldest = this.#fresh.shift();
      if (oldest !== undefined) {
        this.#budget.free(1);
        this.#held.delete(oldest.deliveryId);
        this.#append(oldest);
      }
    }
    this.#push(this.#fresh, parcel);
  }

  #append(parcel: Parcel): void {
    if (!this.#behind && this.#room > 0) {
      this.#push(this.#queue, parcel);
      return;
    }
    this.#behind = true;
    if (this.#refill !== null) this.#refill.spilled = true;
  }

  /** FIFO: what failed stays at the head until it is delivered or given up. */
  putBack(parcel: Parcel): void {
    if (this.#closed) return;
    // The store has more, and nothing of it is here to follow this one: some may even come before it, from when
    // the webhook was not FIFO yet. The store knows the order.
    if (this.#behind && this.#queue.length === 0) {
      this.reload();
      return;
    }
    this.#queue.unshift(parcel);
    this.#budget.use(1);
    this.#held.add(parcel.deliveryId);
  }

  /** A retry waits in the store. */
  expect(dueMs: number): void {
    this.#dueMs = Math.min(this.#dueMs, dueMs);
  }

  /** Forget what is queued and read it again: the store was changed behind the queue's back. */
  reload(): void {
    this.#clearOut();
    this.#behind = true;
    if (this.#refill !== null) this.#refill.void = true;
  }

  /** Forget what is queued, for good: a read or a flight under way brings nothing back, and takes up no memory. */
  close(): void {
    this.#clearOut();
    this.#closed = true;
  }

  #clearOut(): void {
    for (const line of [this.#queue, this.#fresh]) {
      for (const parcel of line) this.#held.delete(parcel.deliveryId);
      this.#budget.free(line.length);
    }
    this.#queue = [];
    this.#fresh = [];
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
    if (refill === null || refill.void || this.#closed) return;
    this.#behind = refill.spilled || parcels.length >= refill.limit;
    this.expect(nextDueMs);
    for (const parcel of parcels) {
      if (this.#held.has(parcel.deliveryId)) continue;
      // One that landed meanwhile was read as it stood before.
      if (this.#room <= 0 || refill.landed.has(parcel.deliveryId)) this.#behind = true;
      else this.#push(this.#queue, parcel);
    }
  }

  /** The store could not be read. */
  abandonRefill(): void {
    this.#refill = null;
    this.#behind = true;
  }

  get #turnOfFresh(): boolean {
    return this.#fresh.length > 0 && (this.#freshFirst || this.#queue.length === 0);
  }

  get #room(): number {
    return this.#budget.room(this.#queue.length, LANE_QUEUE_MAX);
  }

  #push(line: Parcel[], parcel: Parcel): void {
    line.push(parcel);
    this.#budget.use(1);
    this.#held.add(parcel.deliveryId);
  }
}
