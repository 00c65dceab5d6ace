import { FairTurns } from "./fair-turns.ts";
import type { TrackRecord } from "./track-record.ts";

/** Who asks for slots. */
export interface Claimant {
  readonly accountId: string;
  readonly record: TrackRecord;
  /** Slots that it holds. */
  readonly held: number;
  /** The most that it may ever hold. */
  readonly most: number;
  /** The line that it stands in. */
  waitsIn: FairTurns<unknown> | null;
}

/** A slot that is taken, and how the pools count it. */
export interface Seat {
  readonly record: TrackRecord;
  /** Taken by a lane that was slow, or held for longer than a second. */
  slow: boolean;
  /** The pools (their bits) that count it as unproven. */
  unproven: number;
}

/**
 * Why there is no slot:
 *
 *   full      every one is taken
 *   reserved  the rest is kept for lanes that have answered promptly since the pool became busy
 *   slow      lanes that do not answer within a second hold their half already
 *   share     this lane holds as many as the room that is left allows
 */
export type Refusal = "full" | "reserved" | "slow" | "share";

/**
 * Slots for requests in flight: of the node, of an account, of a host. What hangs must not fill it, and who hangs is
 * known only after a while, so three rules hold beside the capacity:
 *
 * 1. Slow lanes (their last word was silence for a second, or an answer after that) hold half of it together.
 * 2. Its last eighth goes to lanes that have answered promptly since it became busy, which is half full. When
 *    hundreds begin to hang at once they take what there is, but for this: those that answer go on answering.
 * 3. Others hold the fewer each, the nearer it is to that: a lane that holds none may always take one.
 *
 * Whoever is refused waits in line, fairly over accounts, one line for each reason; all that may be served are served
 * whenever a slot is given back.
 */
export class Pool<Waiter extends Claimant> {
  inUse = 0;
  #unproven = 0;
  #slow = 0;
  #busySinceMs: number = Number.POSITIVE_INFINITY;
  #capacity: number;
  #lateTurn = false;
  readonly #most: number;
  readonly #bit: number;
  readonly #full = new FairTurns<Waiter>();
  readonly #reserved = new FairTurns<Waiter>();
  readonly #slowly = new FairTurns<Waiter>();

  /**
   * @param most the capacity
   * @param bit tells this pool's mark on a seat from that of the others
   * @param first where it grows up to the capacity by prompt answers: what it begins with
   */
  constructor(most: number, bit: number, first: number = most) {
    this.#most = most;
    this.#capacity = Math.min(first, most);
    this.#bit = bit;
  }

  /** Why the claimant may not have one slot more; null: it may. */
  refusal({ record, held, most }: Claimant): Refusal | null {
    if (this.inUse >= this.#capacity) return "full";
    if (this.#isPrompt(record)) return null;
    const left = this.#unprovenLeft;
    if (left <= 0) return "reserved";
    if (record.slow && this.#slow >= this.#half) return "slow";
    const room = Math.min(left, this.#capacity - this.inUse);
    return held > 0 && held >= most * (room / (this.#capacity / 4)) ? "share" : null;
  }

  take(seat: Seat, nowMs: number): void {
    if (!this.#isPrompt(seat.record)) {
      seat.unproven |= this.#bit;
      this.#unproven += 1;
    }
    if (seat.slow) this.#slow += 1;
    this.inUse += 1;
    if (this.inUse >= this.#half && this.#busySinceMs === Number.POSITIVE_INFINITY) this.#busySinceMs = nowMs;
  }

  /** The seat has been held for longer than a second; it was not counted as slow before. */
  overdue(seat: Seat): void {
    this.#slow += 1;
    if ((seat.unproven & this.#bit) !== 0) return;
    seat.unproven |= this.#bit;
    this.#unproven += 1;
  }

  giveBack(seat: Seat): void {
    this.inUse -= 1;
    if (seat.slow) this.#slow -= 1;
    if ((seat.unproven & this.#bit) !== 0) this.#unproven -= 1;
    if (this.inUse < this.#half) this.#busySinceMs = Number.POSITIVE_INFINITY;
  }

  /** So many slots more, up to the capacity. */
  grow(count: number): void {
    this.#capacity = Math.min(this.#most, this.#capacity + count);
  }

  wait(waiter: Waiter, refusal: Exclude<Refusal, "share">): void {
    const line = refusal === "full" ? this.#full : refusal === "reserved" ? this.#reserved : this.#slowly;
    if (waiter.waitsIn === line) return;
    waiter.waitsIn = line;
    line.join(waiter.accountId, waiter);
  }

  /**
   * Who may be served now, if anybody. In crowded times every other turn is for those that wait for more than a free
   * slot: the others would be served always.
   *
   * @param lifted the capacity does not count just now
   */
  next(lifted = false): Waiter | undefined {
    if (this.inUse >= this.#capacity && !lifted) return undefined;
    this.#lateTurn = !this.#lateTurn;
    if (this.#lateTurn) return this.#late(lifted) ?? first(this.#full);
    return first(this.#full) ?? this.#late(lifted);
  }

  #late(lifted: boolean): Waiter | undefined {
    if (this.#unprovenLeft <= 0 && !lifted) return undefined;
    return first(this.#reserved) ?? (this.#slow < this.#half || lifted ? first(this.#slowly) : undefined);
  }

  #isPrompt(record: TrackRecord): boolean {
    return record.promptMs >= this.#busySinceMs && !record.slow && record.slowHeld === 0;
  }

  get #half(): number {
    return Math.max(1, Math.floor(this.#capacity / 2));
  }

  get #unprovenLeft(): number {
    return this.#capacity - Math.floor(this.#capacity / 8) - this.#unproven;
  }
}

/** The first that still stands in this line. */
function first<Waiter extends Claimant>(line: FairTurns<Waiter>): Waiter | undefined {
  for (let waiter = line.next(); waiter !== undefined; waiter = line.next()) {
    if (waiter.waitsIn !== line) continue;
    waiter.waitsIn = null;
    return waiter;
  }
  return undefined;
}
