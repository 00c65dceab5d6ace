import { type Claimant, Pool, type Refusal, type Seat } from "./pool.ts";

/** The most requests in flight, beside those of one webhook. */
export interface SlotCaps {
  readonly inFlightPerNode: number;
  /** While other accounts have requests in flight as well; an account alone may use the whole node. */
  readonly inFlightPerAccount: number;
  readonly inFlightPerHost: number;
}

/** The pools that a lane takes its slots from, beside the node's. */
export interface Places<Owner extends Claimant> {
  readonly account: Shared<Owner>;
  readonly host: Shared<Owner>;
}

interface Shared<Owner extends Claimant> {
  readonly key: string;
  readonly pool: Pool<Owner>;
  lanes: number;
}

/** A slot in use, from its reservation by a commit until the settle is handed to the writer. */
export interface TakenSeat<Owner extends Claimant> extends Seat {
  readonly owner: Owner;
  /** Where it was taken: the webhook's address may be another by now. */
  readonly places: Places<Owner>;
}

/** What a lane is refused, and by which pool. */
export interface Denial<Owner extends Claimant> {
  readonly pool: Pool<Owner>;
  readonly refusal: Refusal;
}

const NODE = 1;
const ACCOUNT = 2;
const HOST = 4;
/**
 * What nobody has heard from yet gets so many at first, one more for each answer and two for each that is silent for a
 * second: about twice as many each round trip where it answers, each second where it hangs. Until hundreds of
 * webhooks at one address that hangs have taken what they can, those at others have been tried.
 */
const HOST_FIRST = 64;

/**
 * The slots for requests in flight: of the node, and of the account and the host that each is for. Those of a host
 * count over all accounts, so that nobody can aim the whole node at one consumer by way of many accounts.
 */
export class Slots<Owner extends Claimant> {
  readonly #caps: SlotCaps;
  readonly #node: Pool<Owner>;
  readonly #accounts = new Map<string, Shared<Owner>>();
  readonly #hosts = new Map<string, Shared<Owner>>();

  constructor(caps: SlotCaps) {
    this.#caps = caps;
    this.#node = new Pool(caps.inFlightPerNode, NODE);
  }

  get inUse(): number {
    return this.#node.inUse;
  }

  /** A lane comes in. */
  enter(accountId: string, url: string): Places<Owner> {
    return {
      account: share(this.#accounts, accountId, () => new Pool(this.#caps.inFlightPerAccount, ACCOUNT)),
      host: share(this.#hosts, new URL(url).host, () => new Pool(this.#caps.inFlightPerHost, HOST, HOST_FIRST)),
    };
  }

  /** A lane goes, or goes elsewhere. */
  leave({ account, host }: Places<Owner>): void {
    unshare(this.#accounts, account);
    unshare(this.#hosts, host);
  }

  /** Who refuses the claimant a slot; null: nobody. */
  denial(claimant: Claimant, { account, host }: Places<Owner>): Denial<Owner> | null {
    return (
      denialBy(host.pool, claimant) ??
      (this.#isAlone(account.pool) ? null : denialBy(account.pool, claimant)) ??
      denialBy(this.#node, claimant)
    );
  }

  take(owner: Owner, places: Places<Owner>, nowMs: number): TakenSeat<Owner> {
    const { record } = owner;
    const seat = { owner, places, record, slow: record.slow, unproven: 0 };
    if (seat.slow) record.slowHeld += 1;
    this.#node.take(seat, nowMs);
    places.account.pool.take(seat, nowMs);
    places.host.pool.take(seat, nowMs);
    return seat;
  }

  /** It has been silent for a second. There may be room at its host now: see `next`. */
  overdue(seat: TakenSeat<Owner>): void {
    seat.record.overdue();
    if (seat.slow) return;
    seat.slow = true;
    seat.record.slowHeld += 1;
    this.#node.overdue(seat);
    seat.places.account.pool.overdue(seat);
    seat.places.host.pool.overdue(seat);
    seat.places.host.pool.grow(2);
  }

  /** It was answered within a second. */
  prompt(seat: TakenSeat<Owner>): void {
    seat.places.host.pool.grow(1);
  }

  giveBack(seat: TakenSeat<Owner>): void {
    if (seat.slow) seat.record.slowHeld -= 1;
    this.#node.giveBack(seat);
    seat.places.account.pool.giveBack(seat);
    seat.places.host.pool.giveBack(seat);
  }

  /**
   * Who may be served with what was given back; to be asked again until there is nobody. Whoever an account or a host
   * has room for goes on to the node's line, and all are served from that one: accounts or hosts that hold the whole
   * node would else hand each slot to their own next, and those that wait for the node would wait for ever.
   */
  next({ account, host }: Places<Owner>): Owner | undefined {
    for (const waiter of [host.pool.next(), account.pool.next(this.#isAlone(account.pool))]) {
      if (waiter !== undefined) this.#node.wait(waiter, "full");
    }
    return this.#node.next();
  }

  #isAlone(account: Pool<Owner>): boolean {
    return account.inUse === this.#node.inUse;
  }
}

function denialBy<Owner extends Claimant>(pool: Pool<Owner>, claimant: Claimant): Denial<Owner> | null {
  const refusal = pool.refusal(claimant);
  return refusal === null ? null : { pool, refusal };
}

function share<Owner extends Claimant>(
  pools: Map<string, Shared<Owner>>,
  key: string,
  create: () => Pool<Owner>,
): Shared<Owner> {
  let shared = pools.get(key);
  if (shared === undefined) {
    shared = { key, pool: create(), lanes: 0 };
    pools.set(key, shared);
  }
  shared.lanes += 1;
  return shared;
}

function unshare<Owner extends Claimant>(pools: Map<string, Shared<Owner>>, shared: Shared<Owner>): void {
  shared.lanes -= 1;
  if (shared.lanes === 0 && pools.get(shared.key) === shared) pools.delete(shared.key);
}
