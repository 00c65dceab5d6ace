/**
 * The fault points, by their numbers in the design. A point is passed whenever what it names comes about, and fires
 * where the plan says so. `needs`: passing it is not enough, its moment is set by time.
 */
export const FAULT_POINTS = {
  F1: "the process dies before an accepting transaction begins",
  F2: "the process dies inside a transaction: the log ends in the middle of its frames",
  F3: "the process dies after COMMIT, before anybody is answered",
  F3b: "the connection to the publisher breaks before the 202 arrives",
  F4: "COMMIT reports an error although it took effect",
  F7: "the process dies after an attempt was written down, before its bytes leave",
  F8: "the process dies while it looks up a name",
  F9: "the process dies after the request has left",
  F10: "the process dies after the response's head",
  F11: "the process dies in the middle of the response's body",
  F12: "the process dies with the response in hand, before its settle",
  F13: "COMMIT of a settle reports an error although it took effect",
  F14: "the process stalls, another takes over, then a settle or a replay's step of the first lands",
  F14b: "the process stands still for a while, and goes on",
  F16: "the webhook is rotated, disabled or deleted while a request is in flight",
  F17: "the process dies in the middle of a replay job",
  F18: "retention removes events while others are in flight",
  F20: "the idempotency key expires before the publisher tries again",
  F21: "the wall clock is set forward or back",
  F22: "the database is busy: a commit is refused",
  F22b: "the database is busy: a read is refused",
  F23: "the disk is full, for a while",
  F24: "the disk turns read-only under a commit",
  F25: "a timer is late",
  K: "kill -9 at a random moment",
} as const;

export type FaultPoint = keyof typeof FAULT_POINTS;

/** One fault of a plan: at a certain passing of its point, or at a time. */
export interface FaultPlan {
  readonly point: FaultPoint;
  /** Fire when the point is passed for this time, from 1. Null where `atMs` says when. */
  readonly hit: number | null;
  readonly atMs: number | null;
  /** How long, how far or how late, in milliseconds; what it means is the point's affair. */
  readonly ms: number;
}

/** How often a point was passed, and how often its fault came about. */
export interface Hits {
  readonly passed: number;
  readonly fired: number;
}

/** The faults of one run, and what became of them. */
export class FaultDeck {
  readonly #byHit = new Map<FaultPoint, Map<number, FaultPlan>>();
  readonly #counts = new Map<FaultPoint, { passed: number; fired: number }>();
  /** Faults that come by the clock. */
  readonly timed: readonly FaultPlan[];
  /** Faults that have come about so far. */
  firedCount = 0;
  #on = false;

  constructor(plans: readonly FaultPlan[]) {
    this.timed = plans.filter((plan) => plan.atMs !== null);
    for (const plan of plans) {
      if (plan.hit === null) continue;
      const hits = this.#byHit.get(plan.point) ?? new Map<number, FaultPlan>();
      hits.set(plan.hit, plan);
      this.#byHit.set(plan.point, hits);
    }
  }

  /** The point is passed. Returns the fault that is to happen now, if there is one. */
  pass(point: FaultPoint): FaultPlan | undefined {
    if (!this.#on) return undefined;
    const count = this.#count(point);
    count.passed += 1;
    const plan = this.#byHit.get(point)?.get(count.passed);
    if (plan === undefined) return undefined;
    count.fired += 1;
    this.firedCount += 1;
    return plan;
  }

  /** A timed fault comes about. */
  fired(point: FaultPoint): void {
    const count = this.#count(point);
    count.passed += 1;
    count.fired += 1;
    this.firedCount += 1;
  }

  /** The world is set up: from now on things fail. */
  begin(): void {
    this.#on = true;
  }

  /** From now on nothing fails. */
  end(): void {
    this.#on = false;
  }

  get hits(): Readonly<Partial<Record<FaultPoint, Hits>>> {
    return Object.fromEntries(this.#counts);
  }

  #count(point: FaultPoint): { passed: number; fired: number } {
    let count = this.#counts.get(point);
    if (count === undefined) {
      count = { passed: 0, fired: 0 };
      this.#counts.set(point, count);
    }
    return count;
  }
}
