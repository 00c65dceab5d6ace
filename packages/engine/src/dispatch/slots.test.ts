import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FairTurns } from "./fair-turns.ts";
import type { Claimant } from "./pool.ts";
import { type Places, type SlotCaps, Slots, type TakenSeat } from "./slots.ts";
import { TrackRecord } from "./track-record.ts";

interface Lane extends Claimant {
  held: number;
  readonly places: Places<Lane>;
  backlog: number;
}

const CAPS: SlotCaps = { inFlightPerNode: 64, inFlightPerAccount: 32, inFlightPerHost: 64 };

/** Lanes with backlogs, served as the dispatcher serves them. */
class World {
  readonly slots: Slots<Lane>;
  readonly sends: Lane[] = [];
  readonly seats: TakenSeat<Lane>[] = [];
  nowMs = 0;

  constructor(caps: Partial<SlotCaps> = {}) {
    this.slots = new Slots({ ...CAPS, ...caps });
  }

  lane(accountId: string, host: string, most = 16): Lane {
    const waitsIn: FairTurns<unknown> | null = null;
    const places = this.slots.enter(accountId, `https://${host}/`);
    return { accountId, record: new TrackRecord(false), held: 0, most, waitsIn, places, backlog: 0 };
  }

  /** The lane has so many more to send. */
  offer(lane: Lane, count: number): void {
    lane.backlog += count;
    this.#send(lane);
  }

  /** A request is over after that long. */
  end(seat: TakenSeat<Lane>, tookMs: number): void {
    this.seats.splice(this.seats.indexOf(seat), 1);
    const { owner, places } = seat;
    if (owner.record.answered(tookMs, this.nowMs)) this.slots.prompt(seat);
    owner.held -= 1;
    this.slots.giveBack(seat);
    const served: Lane[] = [];
    for (let next = this.slots.next(places); next !== undefined; next = this.slots.next(places)) {
      this.#one(next);
      served.push(next);
    }
    for (const lane of [...served, owner]) this.#send(lane);
  }

  #send(lane: Lane): void {
    while (this.#one(lane));
  }

  #one(lane: Lane): boolean {
    if (lane.backlog === 0 || lane.held >= lane.most) return false;
    const denial = this.slots.denial(lane, lane.places);
    if (denial !== null) {
      if (denial.refusal !== "share") denial.pool.wait(lane, denial.refusal);
      return false;
    }
    this.seats.push(this.slots.take(lane, lane.places, this.nowMs));
    lane.held += 1;
    lane.backlog -= 1;
    this.sends.push(lane);
    return true;
  }
}

const heldBy = (world: World, chosen: (lane: Lane) => boolean): number =>
  world.seats.filter((seat) => chosen(seat.owner)).length;

describe("the caps", () => {
  it("hold for a host over all accounts", () => {
    const world = new World({ inFlightPerNode: 512, inFlightPerAccount: 512, inFlightPerHost: 40 });
    for (let n = 0; n < 100; n++) world.offer(world.lane(`account ${n}`, "victim.example"), 10);
    expect(world.seats).toHaveLength(35);
    // They answer, and may then use the rest as well; never more.
    for (let n = 0; n < 500; n++) {
      world.nowMs += 1;
      const seat = world.seats[0];
      if (seat !== undefined) world.end(seat, 5);
      expect(world.seats.length).toBeLessThanOrEqual(40);
    }
    expect(world.seats).toHaveLength(40);
  });

  it("tell a port of a host from another", () => {
    const world = new World({ inFlightPerHost: 8 });
    world.offer(world.lane("a", "one.example"), 100);
    world.offer(world.lane("a", "one.example:8443"), 100);
    expect(world.seats).toHaveLength(14);
  });

  it("let an account alone use the node, and others in beside it", () => {
    const world = new World();
    for (let n = 0; n < 8; n++) world.offer(world.lane("big", `big-${n}.example`), 1_000);
    for (let n = 0; n < 200; n++) {
      world.nowMs += 1;
      const seat = world.seats[0];
      if (seat !== undefined) world.end(seat, 5);
    }
    expect(heldBy(world, ({ accountId }) => accountId === "big")).toBe(64);
    const small = world.lane("small", "small.example");
    world.offer(small, 1_000);
    // Its account is the second in line.
    for (const seat of world.seats.slice(0, 2)) world.end(seat, 5);
    expect(small.held).toBe(1);
    for (let n = 0; n < 400; n++) {
      world.nowMs += 1;
      const seat = world.seats[0];
      if (seat !== undefined) world.end(seat, 5);
    }
    expect(small.held).toBe(16);
    expect(heldBy(world, ({ accountId }) => accountId === "big")).toBeLessThanOrEqual(32);
  });

  it("forget hosts and accounts that have no lanes any more", () => {
    const world = new World({ inFlightPerHost: 400, inFlightPerNode: 1_000 });
    const grown = world.lane("a", "one.example", 400);
    world.offer(grown, 56);
    for (const seat of [...world.seats]) world.end(seat, 5);
    world.offer(grown, 400);
    const before = world.seats.length;
    expect(before).toBeGreaterThan(56);
    world.slots.leave(grown.places);
    const anew = world.lane("a", "one.example", 400);
    world.offer(anew, 400);
    expect(anew.held).toBeLessThanOrEqual(56);
  });
});

describe("lanes that hang", () => {
  it("hold half of the node together, once they are known", () => {
    const world = new World();
    const lanes = Array.from({ length: 100 }, (_, n) => world.lane(`account ${n % 3}`, `hangs-${n}.example`));
    for (const lane of lanes) world.offer(lane, 100);
    expect(world.seats).toHaveLength(56);
    // Each round they all time out.
    for (let round = 0; round < 10; round++) {
      for (const seat of [...world.seats]) world.slots.overdue(seat);
      for (const seat of [...world.seats]) world.end(seat, 15_000);
    }
    expect(world.seats).toHaveLength(32);
    const tried = new Set(world.sends);
    expect(tried.size).toBe(100);
  });

  it("leave the last eighth to those that have answered since", () => {
    const world = new World();
    const good = world.lane("good", "good.example");
    const bad = Array.from({ length: 100 }, (_, n) => world.lane("bad", `hangs-${n}.example`));
    // Half full of what hangs; then the good one answers.
    for (const lane of bad.slice(0, 40)) world.offer(lane, 1);
    world.offer(good, 1);
    const seat = world.seats.find(({ owner }) => owner === good);
    if (seat !== undefined) world.end(seat, 5);
    for (const lane of bad.slice(40)) world.offer(lane, 1);
    expect(world.seats).toHaveLength(56);
    world.offer(good, 100);
    expect(good.held).toBe(8);
  });
});

it("serves everybody in the end, within every cap, and never leaves a slot free that somebody waits for", () => {
  const scenario = fc.record({
    lanes: fc.array(fc.record({ account: fc.nat(4), host: fc.nat(6), backlog: fc.integer({ min: 1, max: 40 }) }), {
      minLength: 1,
      maxLength: 30,
    }),
    node: fc.integer({ min: 1, max: 40 }),
    account: fc.integer({ min: 1, max: 40 }),
    host: fc.integer({ min: 1, max: 40 }),
    ends: fc.array(fc.record({ pick: fc.nat(), slow: fc.boolean() }), { maxLength: 100 }),
  });
  fc.assert(
    fc.property(scenario, ({ lanes: wanted, node, account, host, ends }) => {
      const world = new World({ inFlightPerNode: node, inFlightPerAccount: account, inFlightPerHost: host });
      const lanes = wanted.map((one) => world.lane(`${one.account}`, `host-${one.host}.example`, 4));
      for (const [n, lane] of lanes.entries()) world.offer(lane, wanted[n]?.backlog ?? 0);
      const total = wanted.reduce((sum, { backlog }) => sum + backlog, 0);
      const step = (pick: number, slow: boolean): void => {
        const seat = world.seats[pick % world.seats.length];
        if (seat === undefined) return;
        world.nowMs += 1;
        if (slow) world.slots.overdue(seat);
        world.end(seat, slow ? 2_000 : 5);
        expect(world.seats.length).toBeLessThanOrEqual(node);
        for (let n = 0; n <= 6; n++) {
          const key = `host-${n}.example`;
          expect(heldBy(world, ({ places }) => places.host.key === key)).toBeLessThanOrEqual(host);
        }
      };
      for (const { pick, slow } of ends) step(pick, slow);
      for (let n = 0; n < total && world.seats.length > 0; n++) step(0, false);
      expect(world.sends).toHaveLength(total);
      expect(world.seats).toHaveLength(0);
    }),
  );
});

it("gives each of T accounts with a backlog at least one of 2T sends in any window, whatever their lanes", () => {
  const shape = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 2, maxLength: 8 });
  fc.assert(
    fc.property(shape, fc.array(fc.nat(), { minLength: 50, maxLength: 50 }), (counts, picks) => {
      const world = new World({ inFlightPerNode: 16, inFlightPerAccount: 16, inFlightPerHost: 16 });
      counts.forEach((count, account) => {
        for (let n = 0; n < count; n++) world.offer(world.lane(`${account}`, `${account}-${n}.example`), 1_000_000);
      });
      const turnover = (pick: number): void => {
        world.nowMs += 1;
        const seat = world.seats[pick % world.seats.length];
        if (seat !== undefined) world.end(seat, 5);
      };
      // What came first has filled the node before the others were there.
      for (let n = 0; n < 200; n++) turnover(picks[n % picks.length] ?? 0);
      const from = world.sends.length;
      for (let n = 0; n < 400; n++) turnover(picks[n % picks.length] ?? 0);
      const sends = world.sends.slice(from);
      const size = counts.length * 2;
      for (let start = 0; start + size <= sends.length; start++) {
        const seen = new Set(sends.slice(start, start + size).map(({ accountId }) => accountId));
        expect(seen.size).toBe(counts.length);
      }
    }),
    { numRuns: 30 },
  );
});

describe("a newcomer has its turns beside", () => {
  const many = 1_000_000;

  /** So many requests end, here and there. Returns how many the newcomer has sent meanwhile. */
  function turnsOfNewcomer(world: World, times: number): number {
    const from = world.sends.length;
    for (let n = 0; n < times; n++) {
      world.nowMs += 1;
      const seat = world.seats[(n * 7) % world.seats.length];
      if (seat !== undefined) world.end(seat, 5);
    }
    return world.sends.slice(from).filter(({ accountId }) => accountId === "newcomer").length;
  }

  it("accounts that hold the whole node with what each may have", () => {
    const world = new World({ inFlightPerNode: 16, inFlightPerAccount: 8, inFlightPerHost: 16 });
    for (const account of ["a", "b"]) {
      for (let n = 0; n < 10; n++) world.offer(world.lane(account, `${account}-${n}.example`), many);
    }
    turnsOfNewcomer(world, 200);
    world.offer(world.lane("newcomer", "newcomer.example"), many);
    // A third would be its share.
    expect(turnsOfNewcomer(world, 400)).toBeGreaterThan(100);
  });

  it("hosts that hold the whole node with what each may have", () => {
    const world = new World({ inFlightPerNode: 16, inFlightPerAccount: 16, inFlightPerHost: 4 });
    for (let n = 0; n < 40; n++) world.offer(world.lane(`${n}`, `${n % 4}.example`), many);
    turnsOfNewcomer(world, 200);
    world.offer(world.lane("newcomer", "newcomer.example"), many);
    // One of 41 would be its share.
    expect(turnsOfNewcomer(world, 410)).toBeGreaterThanOrEqual(8);
  });
});
